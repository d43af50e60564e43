using System.Collections;

namespace Freshmaker.Projections.Tables;

/// <summary>A list in a jsonb column, parsed when someone looks at it: most pages are read without.</summary>
sealed class DeferredList<T>(string json) : IReadOnlyList<T>
{
    readonly Lazy<List<T>> _items = new(() => ReadModelJson.Read<List<T>>(json));

    public int Count => _items.Value.Count;

    public T this[int index] => _items.Value[index];

    public IEnumerator<T> GetEnumerator() => _items.Value.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
