using Freshmaker.Domain.Policies;
using Freshmaker.Host.Rebuilding;

namespace Freshmaker.Host.Operations.Policies;

/// <summary>The policy: in configuration below <c>Freshmaker:Policy</c>, or in the file that <c>Freshmaker:Policy:File</c> names. docs/policy.md has its language.</summary>
static class PolicySettings
{
    const string Key = "Freshmaker:Policy";
    static readonly string[] Handlers = [.. RebuildHandlers.Known.Select(t => t.Name)];

    public static Policy Read(SettingsReader read)
    {
        var section = read.Section(Key);
        if (section.Value is { Length: > 0 })
        {
            read.Refuse($"{Key} must be an object with the lists allow and block");
            return Policy.DenyAll;
        }

        var file = read.Text($"{Key}:File");
        var inline = section.GetChildren().Where(c => !c.Key.Equals("File", StringComparison.OrdinalIgnoreCase)).ToList();
        if (file is null)
            return Parsed(read, ConfiguredPolicy.Of(section, inline));
        if (inline.Count > 0)
        {
            read.Refuse($"{inline[0].Path} must not be given beside {Key}:File: a policy is either in configuration or in a file");
            return Policy.DenyAll;
        }

        try
        {
            return Parsed(read, PolicyFile.Read(file));
        }
        catch (PolicyFileException e)
        {
            read.Refuse($"{Key}:File {e.Message}");
            return Policy.DenyAll;
        }
    }

    static Policy Parsed(SettingsReader read, PolicyNode document)
    {
        var (policy, errors) = PolicyParser.Parse(document, Handlers);
        foreach (var error in errors)
            read.Refuse(error);
        return policy;
    }
}
