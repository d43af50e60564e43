namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>Decisions taken from random bytes, so that a history that fails shrinks to a short one. Used up, it begins again, each time a little differently.</summary>
sealed class Choices(byte[] bytes)
{
    int _next;

    public bool UsedUp => _next >= bytes.Length;

    public int Of(int count)
    {
        var value = bytes.Length == 0 ? _next : bytes[_next % bytes.Length] + _next / bytes.Length;
        _next++;
        return value % count;
    }

    public T From<T>(IReadOnlyList<T> items) => items[Of(items.Count)];
}
