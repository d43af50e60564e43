using System.Globalization;
using Freshmaker.Domain.Policies;
using Freshmaker.Host.Rebuilding;

namespace Freshmaker.Host.Operations.Policies;

/// <summary>
/// A policy in .NET configuration, where keys have no case (environment variables), lists are objects whose keys are numbers, and every value is a text.
/// </summary>
static class ConfiguredPolicy
{
    static readonly Dictionary<string, string> Words = new[] { "mode", "allow", "block", "any", "all", PolicyParser.Everywhere, "image", "module" }
        .Concat(PolicyCriteria.All.Select(c => c.Name)).Concat(RebuildHandlers.Known.Select(t => t.Name))
        .ToDictionary(w => w, StringComparer.OrdinalIgnoreCase);

    public static PolicyNode Of(IConfigurationSection policy, IEnumerable<IConfigurationSection> children) =>
        new PolicyMap(policy.Path, [.. children.Select(Entry)]);

    static (string Key, PolicyNode Value) Entry(IConfigurationSection section) =>
        (Words.GetValueOrDefault(section.Key, section.Key), Node(section));

    static PolicyNode Node(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        if (children.Count > 0 && children.All(c => int.TryParse(c.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            return new PolicyList(section.Path, [.. children.Select(Node)]);
        if (children.Count > 0)
            return new PolicyMap(section.Path, [.. children.Select(Entry)]);
        return section.Value is { } value
            ? new PolicyValue(section.Path, value, PolicyValueKind.Anything)
            : new PolicyMap(section.Path, []); // what JSON's {} and null become
    }
}
