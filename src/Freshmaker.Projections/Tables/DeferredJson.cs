namespace Freshmaker.Projections.Tables;

/// <summary>What a jsonb column holds, parsed when someone looks at it: parsing is most of the cost of reading a row.</summary>
sealed class DeferredJson<T> where T : class
{
    readonly string? _json;
    T? _value;

    public DeferredJson(string json) => _json = json;

    public DeferredJson(T value) => _value = value;

    public T Value => _value ??= ReadModelJson.Read<T>(_json!);
}
