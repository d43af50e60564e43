namespace Freshmaker.Domain.Policies;

/// <summary>Ordered, so that "any" is the greatest answer of its parts and "all" the least.</summary>
enum Answer
{
    No,
    Undecided,
    Yes,
}

/// <summary>A rule, ready to be asked.</summary>
abstract class Rule(string path, IEnumerable<PolicyCriterion> criteria)
{
    public string Path => path;

    /// <summary>What it looks at.</summary>
    public IReadOnlyList<PolicyCriterion> Criteria { get; } = [.. criteria.Distinct().OrderBy(c => c.Index)];

    public abstract Answer Ask(ref Question question);

    /// <summary>The smallest rule in it that its answer comes from.</summary>
    public virtual Rule Deciding(ref Question question, Answer answer) => this;
}

/// <summary>Matches nothing: what the existing system makes of a rule that is missing or empty.</summary>
sealed class NoRule(string path) : Rule(path, [])
{
    public override Answer Ask(ref Question question) => Answer.No;
}

sealed class AnyRule(string path, IReadOnlyList<Rule> rules) : Rule(path, rules.SelectMany(r => r.Criteria))
{
    readonly Rule[] _rules = [.. rules];

    public override Answer Ask(ref Question question)
    {
        var answer = Answer.No;
        foreach (var rule in _rules)
        {
            var one = rule.Ask(ref question);
            if (one == Answer.Yes)
                return one;
            if (one > answer)
                answer = one;
        }

        return answer;
    }

    public override Rule Deciding(ref Question question, Answer answer)
    {
        foreach (var rule in _rules)
        {
            if (rule.Ask(ref question) == answer)
                return rule.Deciding(ref question, answer);
        }

        return this;
    }
}

sealed class AllRule(string path, IReadOnlyList<Rule> rules) : Rule(path, rules.SelectMany(r => r.Criteria))
{
    readonly Rule[] _rules = [.. rules];

    public override Answer Ask(ref Question question)
    {
        var answer = Answer.Yes;
        foreach (var rule in _rules)
        {
            var one = rule.Ask(ref question);
            if (one == Answer.No)
                return one;
            if (one < answer)
                answer = one;
        }

        return answer;
    }
}

/// <summary>What a rule wants of one criterion: that one of these patterns matches one of its values.</summary>
readonly record struct Want(PatternSet Patterns, int[] Numbers);

/// <summary>Every criterion that it names has to match.</summary>
sealed class CriteriaRule(string path, IReadOnlyList<Want> wants) : Rule(path, wants.Select(w => w.Patterns.Criterion))
{
    readonly Want[] _wants = [.. wants];

    public override Answer Ask(ref Question question)
    {
        var answer = Answer.Yes;
        foreach (var want in _wants)
        {
            var one = question.Ask(want);
            if (one == Answer.No)
                return one;
            if (one < answer)
                answer = one;
        }

        return answer;
    }
}

/// <summary>As the existing system reads it: what is not known is passed over, but of one criterion at least a value must be known.</summary>
sealed class CompatibleCriteriaRule(string path, IReadOnlyList<Want> wants) : Rule(path, wants.Select(w => w.Patterns.Criterion))
{
    readonly Want[] _wants = [.. wants];

    public override Answer Ask(ref Question question)
    {
        var answer = Answer.No;
        foreach (var want in _wants)
        {
            if (!question.Knows(want.Patterns.Criterion))
                continue;
            answer = question.Ask(want);
            if (answer == Answer.No)
                return answer;
        }

        return answer;
    }
}
