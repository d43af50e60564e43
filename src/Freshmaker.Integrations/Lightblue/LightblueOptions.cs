using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Lightblue;

/// <summary>Where and how Lightblue is asked. Section <c>Freshmaker:Lightblue</c>.</summary>
public sealed record LightblueOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Freshmaker:Lightblue";

    /// <summary>Its root; calls go to <c>{Url}/rest/data/find/…</c>. Required.</summary>
    public Uri? Url { get; init; }

    /// <summary>Version of the entity <c>containerRepository</c>; empty takes Lightblue's default.</summary>
    public string RepositoryVersion { get; init; } = "";

    /// <summary>Version of the entity <c>containerImage</c>; empty takes Lightblue's default.</summary>
    public string ImageVersion { get; init; } = "";

    /// <summary>PEM file of the client certificate; null sends none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its private key; null: it is in the certificate's file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>PEM file of the authorities of Lightblue's own certificate; null: those of the operating system.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whose repositories count. Default <c>redhat</c>.</summary>
    public string VendorLabel { get; init; } = "redhat";

    /// <summary>Records asked for in one page. Default 200.</summary>
    public int PageSize { get; init; } = 200;

    /// <summary>Repositories in one search; Lightblue cannot do more in time. Default 20.</summary>
    public int RepositoriesPerQuery { get; init; } = 20;

    /// <summary>NVRs, packages, paths or layers in one query. Default 100.</summary>
    public int NamesPerQuery { get; init; } = 100;

    /// <summary>Most pages of one query that are read; a longer answer is a fault, never a silent cut. Default 500.</summary>
    public int MaxPages { get; init; } = 500;

    /// <summary>Most records that one question may bring in all; more is a fault. Default 200,000.</summary>
    public int MaxRecords { get; init; } = 200_000;

    /// <summary>Time, retries, concurrency and size of the HTTP calls. By default two minutes for an attempt and five for a call: Lightblue is slow.</summary>
    public HttpLimits Limits { get; init; } = new() { AttemptTimeout = TimeSpan.FromMinutes(2), TotalTimeout = TimeSpan.FromMinutes(5) };

    internal HttpCredentials Credentials => new() { CertificateFile = CertificateFile, KeyFile = KeyFile, CaFile = CaFile };

    /// <summary>What is wrong with these options, each with its key and rule; nothing when they are good.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var problem in HttpAddress.Validate($"{Section}:Url", Url).Concat(Credentials.Validate(Section)).Concat(Limits.Validate($"{Section}:Limits")))
            yield return problem;
        foreach (var (key, version) in new[] { (nameof(RepositoryVersion), RepositoryVersion), (nameof(ImageVersion), ImageVersion) })
        {
            if (version is null || !version.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') || version.StartsWith('.'))
                yield return $"{Section}:{key} must be letters, digits and ._- and not begin with a dot, or empty";
        }

        if (string.IsNullOrWhiteSpace(VendorLabel))
            yield return $"{Section}:VendorLabel must be a text that is not empty";
        foreach (var (key, value, most) in new[]
        {
            (nameof(PageSize), PageSize, 10_000), (nameof(RepositoriesPerQuery), RepositoriesPerQuery, 1000), (nameof(NamesPerQuery), NamesPerQuery, 1000),
            (nameof(MaxPages), MaxPages, 100_000), (nameof(MaxRecords), MaxRecords, 10_000_000),
        })
        {
            if (value < 1 || value > most)
                yield return $"{Section}:{key} must be from 1 to {most}";
        }
    }
}
