using Freshmaker.Domain.Policies;

namespace Freshmaker.Host.Operations;

/// <summary>Policy rules as configured: <c>Freshmaker:Policy:allow:0:name</c> is a pattern or a list of patterns.</summary>
static class PolicySettings
{
    const string Key = "Freshmaker:Policy";

    public static Policy Read(SettingsReader read)
    {
        var section = read.Section(Key);
        if (section.Value is { Length: > 0 })
            read.Refuse($"{Key} must be an object with the lists allow and block");
        foreach (var unknown in section.GetChildren().Where(c => c.Key.ToLowerInvariant() is not ("allow" or "block")))
            read.Refuse($"{unknown.Path} is not known; {Key} has the lists allow and block");

        var (policy, errors) = PolicyParser.Parse(Rules(read, section.GetSection("allow")), Rules(read, section.GetSection("block")));
        foreach (var error in errors)
            read.Refuse(error);
        return policy;
    }

    static List<PolicyRuleText> Rules(SettingsReader read, IConfigurationSection list)
    {
        if (list.Value is { Length: > 0 })
            read.Refuse($"{list.Path} must be a list of rules");
        return [.. list.GetChildren().Select(rule => new PolicyRuleText(
            rule.Path,
            [.. rule.GetChildren().Select(c => (c.Key.ToLowerInvariant(), c.Path, (IReadOnlyList<string>)Patterns(c)))]))];
    }

    static string[] Patterns(IConfigurationSection criterion) =>
        criterion.Value is { } single ? [single] : [.. criterion.GetChildren().Select(c => c.Value ?? "")];
}
