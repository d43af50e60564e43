namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>Decisions taken from random bytes, so that a history that fails shrinks to a short one. Used up, it begins again, each time a little differently.</summary>
sealed class Choices(byte[] bytes)
{
    int _next;

    public bool UsedUp => _next >= bytes.Length;

    public int Of(int count) => count <= 256 ? Next() % count : (Next() * 256 + Next()) % count;

    /// <summary>Choices of their own for one byte, so that what is chosen among does not use up what chooses.</summary>
    public Choices Fork()
    {
        var own = new byte[64];
        new Random(Next() * 7919 + _next).NextBytes(own);
        return new(own);
    }

    int Next()
    {
        var value = bytes.Length == 0 ? _next : bytes[_next % bytes.Length] + _next / bytes.Length;
        _next++;
        return value;
    }

    public T From<T>(IReadOnlyList<T> items) => items[Of(items.Count)];
}
