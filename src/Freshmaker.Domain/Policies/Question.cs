using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Policies;

/// <summary>One decision on its way: what is known, and what was found out about it so far.</summary>
ref struct Question
{
    readonly PolicyFacts _facts;
    readonly string _handler;
    readonly string _kind;
    readonly bool _compatible;
    readonly bool _ofImage;
    readonly ulong[]?[] _matches = new ulong[PolicyCriteria.All.Count][];

    public Question(PolicyMode mode, string handler, ArtifactKind kind, PolicyFacts facts)
    {
        _facts = facts;
        _handler = handler;
        _kind = NameOf(kind);
        _compatible = mode == PolicyMode.Compatible;
        _ofImage = facts.Has(PolicyCriteria.ImageName);
    }

    /// <summary>The kind's name in rules.</summary>
    public static string NameOf(ArtifactKind kind) => kind switch
    {
        ArtifactKind.Image => "image",
        ArtifactKind.Module => "module",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether there is a value.</summary>
    public readonly bool Knows(PolicyCriterion criterion)
    {
        if (criterion.Subject == PolicySubject.Decision)
            return !_compatible;
        // The existing system gives an image of an advisory neither of these, so it passes rules on them over.
        return !(_compatible && _ofImage && criterion.Subject is PolicySubject.Artifact or PolicySubject.Search) && _facts.Has(criterion);
    }

    public readonly Answer Ask(Want want)
    {
        var criterion = want.Patterns.Criterion;
        var matches = _matches[criterion.Index];
        if (matches is null)
        {
            if (!Knows(criterion))
                return _facts.IsAwaited(criterion) ? Answer.Undecided : Answer.No;
            matches = _matches[criterion.Index] = MatchesOf(want.Patterns);
        }

        foreach (var number in want.Numbers)
        {
            if ((matches[number >> 6] & (1UL << number)) != 0)
                return Answer.Yes;
        }

        return Answer.No;
    }

    /// <summary>A criterion's value for people; null when it is awaited.</summary>
    public readonly string? Show(PolicyCriterion criterion)
    {
        if (criterion == PolicyCriteria.Handler)
            return _handler;
        if (criterion == PolicyCriteria.Kind)
            return _kind;
        if (_facts.IsAwaited(criterion))
            return null;
        return _facts.ValuesOf(criterion) is { Length: > 0 } values ? string.Join(' ', values) : "(none)";
    }

    readonly ulong[] MatchesOf(PatternSet patterns)
    {
        if (patterns.Criterion == PolicyCriteria.Handler)
            return patterns.MatchesOf(_handler);
        if (patterns.Criterion == PolicyCriteria.Kind)
            return patterns.MatchesOf(_kind);
        var values = _facts.ValuesOf(patterns.Criterion)!;
        if (values.Length == 1)
            return patterns.MatchesOf(values[0]);

        var any = new ulong[patterns.Words];
        foreach (var value in values)
        {
            var matches = patterns.MatchesOf(value);
            for (var i = 0; i < any.Length; i++)
                any[i] |= matches[i];
        }

        return any;
    }
}
