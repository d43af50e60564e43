using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Freshmaker.Domain.Policies;

/// <summary>
/// The patterns that all rules of a policy have for one criterion, each once, numbered. Which of them a value matches is found out together and kept for
/// the values seen last, so that two hundred rules on one advisory cost what one does.
/// </summary>
sealed class PatternSet(PolicyCriterion criterion)
{
    /// <summary>Most values kept; then all are forgotten, which costs less than to know the oldest.</summary>
    const int MaxKept = 4096;

    /// <summary>Longest value kept, in characters: values come from outside.</summary>
    const int MaxKeptLength = 256;

    /// <summary>How many expressions are tried as one before any of them alone: of 8, 16, 32, 64 and 200 the fastest; 200 can be too large.</summary>
    const int Together = 32;

    readonly List<Pattern> _patterns = [];
    readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, ulong[]> _kept = new(StringComparer.Ordinal);
    int _keptCount;
    ulong[]? _none;
    Part[]? _parts;

    public PolicyCriterion Criterion => criterion;

    /// <summary>Length of a set of its patterns, in words of 64.</summary>
    public int Words => (_patterns.Count + 63) >> 6;

    /// <summary>A pattern's number. Only while the policy is read.</summary>
    public int Add(Pattern pattern)
    {
        if (!_numbers.TryGetValue(pattern.Text, out var number))
        {
            _numbers[pattern.Text] = number = _patterns.Count;
            _patterns.Add(pattern);
        }

        return number;
    }

    /// <summary>The set of patterns that match.</summary>
    public ulong[] MatchesOf(string value)
    {
        if (_kept.TryGetValue(value, out var matches))
            return matches;
        matches = Find(value);
        if (value.Length <= MaxKeptLength)
        {
            if (Interlocked.Increment(ref _keptCount) > MaxKept)
            {
                _kept.Clear();
                Interlocked.Exchange(ref _keptCount, 1);
            }

            _kept[value] = matches;
        }

        return matches;
    }

    ulong[] Find(string value)
    {
        ulong[]? matches = null;
        foreach (var part in _parts ??= Parts())
        {
            if (part.Any?.IsMatch(value) == false)
                continue;
            foreach (var number in part.Numbers)
            {
                if (_patterns[number].Matches(value))
                    (matches ??= new ulong[Words])[number >> 6] |= 1UL << number;
            }
        }

        return matches ?? (_none ??= new ulong[Words]);
    }

    Part[] Parts()
    {
        var cheap = Enumerable.Range(0, _patterns.Count).Where(n => _patterns[n].IsCheap).ToArray();
        var expressions = Enumerable.Range(0, _patterns.Count).Except(cheap).Chunk(Together);
        return [new(null, cheap), .. expressions.Select(numbers => new Part(numbers.Length == 1 ? null : Pattern.AnyOf(numbers.Select(n => _patterns[n])), numbers))];
    }

    /// <summary>Patterns of which none matches what <paramref name="Any"/> does not; without it, each has to be tried.</summary>
    sealed record Part(Regex? Any, int[] Numbers);
}
