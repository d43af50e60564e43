using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Freshmaker.Sandbox.Odcs;

/// <summary>Reads the bodies of requests and refuses what ODCS refuses.</summary>
internal static class ComposeRequests
{
    public const string UsualArches = "x86_64";

    /// <summary>As in ODCS's default configuration.</summary>
    public static readonly TimeSpan UsualLife = TimeSpan.FromDays(1);
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(3);
    public static readonly IReadOnlyList<string> UsualResults = ["repository"];

    /// <summary>ODCS's numbers of the kinds of sources.</summary>
    public static readonly IReadOnlyDictionary<string, int> Types = new Dictionary<string, int>
    {
        ["tag"] = 1,
        ["module"] = 2,
        ["repo"] = 3,
        ["pulp"] = 4,
        ["raw_config"] = 5,
        ["build"] = 6,
        ["pungi_compose"] = 7,
    };

    private static readonly string[] Flags =
    [
        "no_deps", "no_inheritance", "include_unpublished_pulp_repos", "check_deps", "include_done_modules", "no_reuse", "ignore_absent_pulp_repos", "use_only_compatible_arch",
    ];

    private static readonly string[] Results = ["repository", "iso", "boot.iso"];

    /// <summary>What is asked for, and the key of the request: the same for equal requests of our own client.</summary>
    public static (ComposeContent Content, TimeSpan Life, string Key) Read(JsonElement body)
    {
        if (!body.TryGetProperty("source", out var source) || source.ValueKind != JsonValueKind.Object)
        {
            throw new OdcsRefusal(400, $"Invalid source configuration provided: {body.GetRawText()}");
        }

        var type = Text(source, "type") ?? throw new OdcsRefusal(400, $"Missing type in source configuration, received: {source.GetRawText()}");
        if (!Types.TryGetValue(type, out var number))
        {
            throw new OdcsRefusal(400, $"Unknown source type \"{type}\"");
        }

        var named = Text(source, "source") ?? "";
        Check(named);
        var (packages, builds, sigkeys) = (List(source, "packages"), List(source, "builds"), List(source, "sigkeys"));
        var (flags, arches, results) = (List(body, "flags"), List(body, "arches"), List(body, "results"));
        if (named.Length == 0 && type != "build")
        {
            throw new OdcsRefusal(400, $"No source provided for {number}");
        }

        if (type == "module" && named.Split(' ').FirstOrDefault(module => !module.Contains(':', StringComparison.Ordinal)) is { } noModule)
        {
            throw new OdcsRefusal(400, $"Module definition must be in \"n:s\", \"n:s:v\" or \"n:s:v:c\" format, but got {noModule}");
        }

        Known(flags, Flags, "flag");
        Known(results, Results, "result");
        var content = new ComposeContent(
            number,
            Mixed(named),
            packages is null ? null : string.Join(' ', packages),
            builds is null ? null : string.Join(' ', builds),
            string.Join(' ', sigkeys ?? []),
            flags ?? [],
            arches is null ? UsualArches : string.Join(' ', arches),
            [.. UsualResults.Union(results ?? [])]);
        return (content, Life(body), KeyOf(type, named, packages, builds, sigkeys, flags, arches));
    }

    public static TimeSpan Life(JsonElement body)
    {
        foreach (var name in new[] { "seconds_to_live", "seconds-to-live" })
        {
            if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds >= 0
                    ? TimeSpan.FromSeconds(seconds == 0 ? UsualLife.TotalSeconds : Math.Min(seconds, LongestLife.TotalSeconds))
                    : throw new OdcsRefusal(400, $"Invalid seconds_to_live specified in request: {body.GetRawText()}");
            }
        }

        return UsualLife;
    }

    // ODCS keeps a set: the order is lost. Turned round, so that nobody can rely on it.
    private static string Mixed(string source) => string.Join(' ', source.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Reverse());

    private static string KeyOf(string type, string source, params string[]?[] lists)
    {
        var text = string.Join('\n', [source, .. lists.Select(list => string.Join(' ', list ?? []))]);
        return $"{type}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8))}";
    }

    private static void Known(string[]? given, string[] known, string what)
    {
        if (given?.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new OdcsRefusal(400, $"Unknown {what} {unknown}");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString() : throw new OdcsRefusal(400, $"{name} should be a string");

    private static string[]? List(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            throw new OdcsRefusal(400, $"{name} should be a list");
        }

        string[] texts = [.. value.EnumerateArray().Select(item => item.GetString()!)];
        foreach (var text in name == "packages" ? [] : texts)
        {
            Check(text);
        }

        return texts;
    }

    private static void Check(string text)
    {
        if (!text.All(c => char.IsLetterOrDigit(c) || " -/_.:#+?$~".Contains(c, StringComparison.Ordinal)))
        {
            throw new OdcsRefusal(400, "Only alphanumerical characters and [' ', '-', '/', '_', '.', ':', '#', '+', '?', '$', '~'] characters are allowed in ODCS input variables");
        }
    }
}
