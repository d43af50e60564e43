namespace Freshmaker.Host.Operations;

static class SettingsFile
{
    /// <summary>Adds the JSON file that the environment variable FRESHMAKER_SETTINGS names; environment variables still win over it.</summary>
    public static void AddSettingsFile(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["FRESHMAKER_SETTINGS"] is { Length: > 0 } path)
        {
            builder.Configuration.AddJsonFile(Path.GetFullPath(path), optional: false);
            builder.Configuration.AddEnvironmentVariables();
        }
    }
}
