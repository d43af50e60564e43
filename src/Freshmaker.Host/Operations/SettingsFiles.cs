using System.Text.Json;

namespace Freshmaker.Host.Operations;

static class SettingsFiles
{
    const string File = "FRESHMAKER_SETTINGS", Secrets = "FRESHMAKER_SECRETS";

    /// <summary>
    /// Adds the JSON file that the environment variable FRESHMAKER_SETTINGS names, then the files in the directory that FRESHMAKER_SECRETS names, one for each key
    /// (<c>Freshmaker__DistGit__PushUrl</c>), as secrets are mounted into containers. Environment variables still win over both.
    /// </summary>
    /// <returns>What is wrong with them, or null.</returns>
    public static string? AddSettingsFiles(this WebApplicationBuilder builder)
    {
        var (file, secrets) = (builder.Configuration[File], builder.Configuration[Secrets]);
        if (file is { Length: > 0 } && WhyNot(path => builder.Configuration.AddJsonFile(path, optional: false), file) is { } noFile)
            return $"{File} must be the path of a JSON file that can be read (it is '{file}'{noFile})";
        if (secrets is { Length: > 0 } && WhyNot(path => builder.Configuration.AddKeyPerFile(path, optional: false), secrets) is { } noDirectory)
            return $"{Secrets} must be the path of a directory that can be read (it is '{secrets}'{noDirectory})";
        if (file is { Length: > 0 } || secrets is { Length: > 0 })
            builder.Configuration.AddEnvironmentVariables();
        return null;
    }

    /// <summary>Why it cannot be added, as far as there is more to say; null when it was.</summary>
    static string? WhyNot(Action<string> add, string path)
    {
        try
        {
            add(Path.GetFullPath(path));
            return null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // The line and no more: what the parser quotes may be a secret.
            return e.GetBaseException() is JsonException { LineNumber: { } line } ? $"; line {line + 1} is not JSON" : "";
        }
    }
}
