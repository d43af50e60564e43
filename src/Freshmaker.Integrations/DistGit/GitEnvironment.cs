using System.Collections;

namespace Freshmaker.Integrations.DistGit;

/// <summary>
/// What git sees of the machine: nobody's configuration, hooks, prompts or language; only HOME (for ssh keys and .netrc) and the ways
/// to reach the network.
/// Configuration is given by environment, which git takes away from the programs it starts on the other side of <c>file://</c>.
/// </summary>
internal static class GitEnvironment
{
    static readonly string[] KeptPrefixes = ["GIT_SSH", "GIT_SSL_", "GIT_PROXY_", "GIT_EXEC_PATH"];
    static readonly string[] Removed = ["SSH_ASKPASS", "LANGUAGE", "LC_MESSAGES", "EMAIL"];

    public static void Apply(
        IDictionary<string, string?> environment, string directory, string globalConfig, IEnumerable<(string Key, string Value)> configuration)
    {
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            var isGits = name.StartsWith("GIT_", StringComparison.Ordinal) && !KeptPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
            if (isGits || Removed.Contains(name))
                environment.Remove(name);
        }

        environment["GIT_DIR"] = directory;
        environment["GIT_CONFIG_NOSYSTEM"] = "1";
        environment["GIT_CONFIG_GLOBAL"] = globalConfig;
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GIT_ASKPASS"] = "";
        environment["LC_ALL"] = "C";
        if (!environment.ContainsKey("GIT_SSH_COMMAND") && !environment.ContainsKey("GIT_SSH"))
            environment["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes -oConnectTimeout=15";

        var count = 0;
        foreach (var (key, value) in configuration)
        {
            environment[$"GIT_CONFIG_KEY_{count}"] = key;
            environment[$"GIT_CONFIG_VALUE_{count}"] = value;
            count++;
        }

        environment["GIT_CONFIG_COUNT"] = $"{count}";
    }

    public static IEnumerable<(string Key, string Value)> Configuration(GitRemote remote, string url)
    {
        yield return ("remote.origin.url", url);
        yield return ("core.hooksPath", "/dev/null");
        yield return ("core.quotePath", "false");
        yield return ("credential.helper", "");
        yield return ("gc.auto", "0");
        yield return ("maintenance.auto", "false");
        yield return ("log.showSignature", "false");
        yield return ("http.followRedirects", "initial");
        yield return ("protocol.allow", "never");
        foreach (var scheme in new[] { "file", "ssh", "https", "http", "git" })
            yield return ($"protocol.{scheme}.allow", "always");
        if (remote.Authorization is { } header)
            yield return ("http.extraHeader", header);
    }
}
