using Freshmaker.Host.Operations;

namespace Freshmaker.Host.Security.Settings;

/// <summary>A secret that is given, or in a file that is read anew whenever it is used.</summary>
static class Secret
{
    /// <summary>How to get it; null when neither is given.</summary>
    public static Func<string>? Read(SettingsReader read, string key, string fileKey)
    {
        var (value, file) = (read.Text(key), read.Text(fileKey));
        if (value is not null && file is not null)
            read.Refuse($"one of {key} and {fileKey} must be given, not both");
        if (file is not null && !File.Exists(file))
            read.Refuse($"{fileKey} must be a file that is there");
        return file is not null ? () => File.ReadAllText(file).Trim() : value is null ? null : () => value;
    }
}
