using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Freshmaker.Domain.Planning;

/// <summary>Kinds of composes that are asked for. The numbers are ODCS's source types (behaviour.md §4.2).</summary>
public enum ComposeKind
{
    Tag = 1,
    Module = 2,
    Pulp = 4,
    Build = 6,
}

/// <summary>What a compose is to contain (behaviour.md §7.2).</summary>
/// <param name="Kind">What <paramref name="Source"/> names.</param>
/// <param name="Source">A Koji tag; content sets or <c>name:stream:version:context</c> of modules, separated by single spaces and sorted; empty for builds.</param>
public sealed record ComposeRequest(ComposeKind Kind, string Source)
{
    /// <summary>RPM names, sorted.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>NVRs of RPM builds, sorted.</summary>
    public IReadOnlyList<string> Builds { get; init; } = [];
    public IReadOnlyList<string> SigKeys { get; init; } = [];

    /// <summary>ODCS's flags, such as <c>no_deps</c>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
    public IReadOnlyList<string> Arches { get; init; } = [];

    /// <summary>Equal requests have equal keys: <c>pulp/</c> and 16 hexadecimal digits.</summary>
    [JsonIgnore]
    public string Key
    {
        get
        {
            var text = string.Join('\n', [Source, .. Lists.Select(list => string.Join(' ', list))]);
            return $"{Kind.ToString().ToLowerInvariant()}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8))}";
        }
    }

    IEnumerable<IReadOnlyList<string>> Lists => [Packages, Builds, SigKeys, Flags, Arches];

    public bool Equals(ComposeRequest? other) =>
        other is not null && Kind == other.Kind && Source == other.Source && Lists.Zip(other.Lists).All(p => p.First.SequenceEqual(p.Second));

    public override int GetHashCode() => HashCode.Combine(Kind, Source);
}
