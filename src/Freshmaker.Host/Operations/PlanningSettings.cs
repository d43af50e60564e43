using Freshmaker.Domain.Planning.Images;

namespace Freshmaker.Host.Operations;

/// <summary>How images are planned: <c>Freshmaker:Planning</c>.</summary>
static class PlanningSettings
{
    const string Key = "Freshmaker:Planning";

    /// <summary>The form of the configuration: what is null keeps its default.</summary>
    sealed record Form
    {
        public List<string>? ReleaseCategories { get; init; }
        public List<string>? PreviewCategories { get; init; }
        public List<string>? UnpublishedExceptions { get; init; }
        public List<string>? BuildRegistries { get; init; }
        public bool? ReleasedDependenciesOnly { get; init; }
        public bool? UpdateBaseImages { get; init; }
        public string? ExcludedContentSets { get; init; }
        public bool? KeepArches { get; init; }
        public Dictionary<string, string>? ExtraRepositories { get; init; }
        public List<string>? SigKeys { get; init; }
        public bool? ExplainLeftOut { get; init; }
        public List<string>? CurrentTags { get; init; }
        public int? MaxImages { get; init; }
        public int? MaxLevels { get; init; }
    }

    public static ImagePlanningOptions Read(SettingsReader read)
    {
        var defaults = new ImagePlanningOptions();
        var form = read.Bind<Form>(Key, "") ?? new();
        CheckPattern(read, form.ExcludedContentSets);
        CheckRange(read, "MaxImages", form.MaxImages, 10_000_000);
        CheckRange(read, "MaxLevels", form.MaxLevels, 10_000);
        if (form.CurrentTags is { } tags && tags.Any(string.IsNullOrWhiteSpace))
            read.Refuse($"{Key}:CurrentTags must not have a blank tag");
        foreach (var (image, address) in form.ExtraRepositories ?? [])
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                read.Refuse($"{Key}:ExtraRepositories:{image} must be an absolute http or https URL (it is '{address}')");
        }

        return defaults with
        {
            ReleaseCategories = form.ReleaseCategories ?? defaults.ReleaseCategories,
            PreviewCategories = form.PreviewCategories ?? defaults.PreviewCategories,
            UnpublishedExceptions = [.. (form.UnpublishedExceptions ?? []).Select(e => Place(read, e))],
            BuildRegistries = form.BuildRegistries ?? defaults.BuildRegistries,
            ReleasedDependenciesOnly = form.ReleasedDependenciesOnly ?? defaults.ReleasedDependenciesOnly,
            UpdateBaseImages = form.UpdateBaseImages ?? defaults.UpdateBaseImages,
            ExcludedContentSets = form.ExcludedContentSets switch { null => defaults.ExcludedContentSets, "" => null, var pattern => pattern },
            KeepArches = form.KeepArches ?? defaults.KeepArches,
            ExtraRepositories = form.ExtraRepositories ?? defaults.ExtraRepositories,
            SigKeys = form.SigKeys ?? defaults.SigKeys,
            ExplainLeftOut = form.ExplainLeftOut ?? defaults.ExplainLeftOut,
            CurrentTags = form.CurrentTags ?? defaults.CurrentTags,
            MaxImages = form.MaxImages ?? defaults.MaxImages,
            MaxLevels = form.MaxLevels ?? defaults.MaxLevels,
        };
    }

    static (string Registry, string Path) Place(SettingsReader read, string text)
    {
        if (text.Split('/', 2) is [{ Length: > 0 } registry, { Length: > 0 } path])
            return (registry, path);
        read.Refuse($"{Key}:UnpublishedExceptions must be registry, slash, path, as in registry.example.com/acme/base (it is '{text}')");
        return ("", "");
    }

    static void CheckPattern(SettingsReader read, string? pattern)
    {
        try
        {
            _ = pattern is { Length: > 0 } ? new System.Text.RegularExpressions.Regex(pattern, System.Text.RegularExpressions.RegexOptions.NonBacktracking) : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            read.Refuse($"{Key}:ExcludedContentSets is not a usable regular expression: {e.Message}");
        }
    }

    static void CheckRange(SettingsReader read, string name, int? value, int most)
    {
        if (value < 1 || value > most)
            read.Refuse($"{Key}:{name} must be from 1 to {most} (it is {value})");
    }
}
