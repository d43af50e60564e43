using System.Globalization;

namespace Freshmaker.Host.Operations;

/// <summary>
/// Reads configuration keys and remembers which are known. All faults are collected, so that a person sees them at once, each with its key and its rule.
/// </summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string> _sections = new(StringComparer.OrdinalIgnoreCase);
    readonly List<string> _errors = [];

    public IReadOnlyList<string> Errors => _errors;

    public void Refuse(string message) => _errors.Add(message);

    /// <summary>The section, whose keys whoever asks for it has to check.</summary>
    public IConfigurationSection Section(string key)
    {
        _sections.Add(key);
        return configuration.GetSection(key);
    }

    /// <summary>
    /// The options of a section, bound by the names of their properties; null when <paramref name="mainKey"/> is not given. What cannot be bound, and
    /// what the options do not know, is refused with its key.
    /// </summary>
    /// <param name="others">Keys of the section that are read elsewhere.</param>
    public T? Bind<T>(string section, string mainKey, params IEnumerable<string> others) where T : class
    {
        Section(section);
        var own = configuration.GetSection(section);
        var bound = new ConfigurationBuilder().AddInMemoryCollection(
            own.AsEnumerable(makePathsRelative: true).Where(e => e.Value is not null && !others.Contains(e.Key, StringComparer.OrdinalIgnoreCase))).Build();
        try
        {
            var options = bound.Get<T>(o => o.ErrorOnUnknownConfiguration = true);
            if (mainKey.Length == 0 || configuration[$"{section}:{mainKey}"] is { Length: > 0 })
                return options;
            if (options is not null)
                Refuse($"{section}:{mainKey} must be given, because other keys of {section} are");
        }
        catch (InvalidOperationException e)
        {
            // It says which key and which type, or which names it does not know; the value it may quote is of a number, time or URL.
            Refuse($"{section} cannot be read: {e.Message}");
        }

        return null;
    }

    public string? Text(string key, string? fallback = null)
    {
        _known.Add(key);
        return configuration[key] is { Length: > 0 } value ? value : fallback;
    }

    public string Required(string key, string meaning)
    {
        if (Text(key) is { } value)
            return value;
        Refuse($"{key} must be given: {meaning}");
        return "";
    }

    /// <summary>A list: an array, or one text with commas.</summary>
    public IReadOnlyList<string> List(string key, string fallback)
    {
        var items = Section(key).GetChildren().Select(c => c.Value ?? "").ToArray();
        return [.. (items.Length > 0 ? items : (configuration[key] ?? fallback).Split(',')).Select(i => i.Trim()).Where(i => i.Length > 0)];
    }

    public Uri Uri(string key, string meaning, params ReadOnlySpan<string> schemes)
    {
        var value = Required(key, meaning);
        if (System.Uri.TryCreate(value, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme))
            return uri;
        if (value.Length > 0)
            Refuse($"{key} must be an absolute URL that begins with {string.Join("://, ", schemes)}://");
        return new("about:blank");
    }

    public int Number(string key, int fallback, int least, int most)
    {
        var text = Text(key);
        if (text is null)
            return fallback;
        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        Refuse($"{key} must be a whole number from {least} to {most} (it is '{text}')");
        return fallback;
    }

    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan most)
    {
        var text = Text(key);
        if (text is null)
            return fallback;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= TimeSpan.Zero && value <= most)
            return value;
        Refuse($"{key} must be a duration as hh:mm:ss, at most {most} (it is '{text}')");
        return fallback;
    }

    public bool Flag(string key, bool fallback)
    {
        var text = Text(key);
        if (text is null)
            return fallback;
        if (bool.TryParse(text, out var value))
            return value;
        Refuse($"{key} must be true or false (it is '{text}')");
        return fallback;
    }

    public string OneOf(string key, string fallback, params ReadOnlySpan<string> choices)
    {
        var value = Text(key, fallback)!;
        if (!choices.Contains(value))
            Refuse($"{key} must be one of {string.Join(", ", choices)} (it is '{value}')");
        return value;
    }

    /// <summary>Refuses keys below a section that nobody has asked for: a typo must not silently mean a default.</summary>
    public void RefuseUnknown(string section)
    {
        foreach (var leaf in Leaves(configuration.GetSection(section)))
        {
            if (!_known.Contains(leaf) && !_sections.Any(s => $"{leaf}:".StartsWith($"{s}:", StringComparison.OrdinalIgnoreCase)))
                Refuse($"{leaf} is not a known key");
        }
    }

    static IEnumerable<string> Leaves(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        if (section.Value is not null)
            yield return section.Path;
        foreach (var leaf in children.SelectMany(Leaves))
            yield return leaf;
    }
}
