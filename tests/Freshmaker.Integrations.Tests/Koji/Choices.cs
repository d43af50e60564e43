namespace Freshmaker.Integrations.Tests.Koji;

/// <summary>Decisions taken from random bytes, so that what fails shrinks. Used up, it begins again, each time a little differently.</summary>
sealed class Choices(byte[] bytes)
{
    int _next;

    public int Of(int count)
    {
        var value = bytes.Length == 0 ? _next : bytes[_next % bytes.Length] + (_next / bytes.Length);
        _next++;
        return value % count;
    }

    public T From<T>(IReadOnlyList<T> items) => items[Of(items.Count)];
}
