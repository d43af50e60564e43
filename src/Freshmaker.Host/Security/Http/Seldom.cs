using System.Globalization;
using Microsoft.Extensions.Caching.Memory;

namespace Freshmaker.Host.Security.Http;

/// <summary>Says of something that anybody can make happen as often as he likes whether it is time to log it again: once a minute.</summary>
sealed class Seldom : IDisposable
{
    readonly MemoryCache _said = new(new MemoryCacheOptions { SizeLimit = 1_000 });

    public bool Again(string what)
    {
        if (_said.TryGetValue(what, out _))
            return false;
        _said.Set(what, true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) });
        // When it is full it keeps nothing new, so a flood of new things is not logged one by one either.
        return _said.TryGetValue(what, out _);
    }

    public void Dispose() => _said.Dispose();
}

/// <summary>Text that others sent, as it may stand in a log or a history.</summary>
static class Words
{
    const int Longest = 200;

    public static string Clean(string text)
    {
        var clean = string.Concat(text.Take(4 * Longest).Where(IsShown));
        return clean.Length <= Longest ? clean.Trim() : clean[..Longest].Trim();
    }

    static bool IsShown(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
