using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Pyxis;

/// <summary>Where and how Pyxis is asked. Section <c>Freshmaker:Pyxis</c>.</summary>
public sealed record PyxisOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Freshmaker:Pyxis";

    /// <summary>Its GraphQL endpoint, such as <c>https://graphql-pyxis.example.com/graphql/</c>. Required.</summary>
    public Uri? GraphQLUrl { get; init; }

    /// <summary>Root of its REST API; calls go to <c>{RestUrl}/v1/…</c>. It is asked for a manifest that GraphQL could not give; without it that is a fault.</summary>
    public Uri? RestUrl { get; init; }

    /// <summary>PEM file of the client certificate; null sends none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its private key; null: it is in the certificate's file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>PEM file of the authorities of Pyxis's own certificate; null: those of the operating system.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whose repositories count. Default <c>redhat</c>.</summary>
    public string VendorLabel { get; init; } = "redhat";

    /// <summary>Records asked for in one page, without manifests. Default 200.</summary>
    public int PageSize { get; init; } = 200;

    /// <summary>Records asked for in one page when manifests come along or are searched; Pyxis cannot do more in time. Default 50.</summary>
    public int RpmPageSize { get; init; } = 50;

    /// <summary>Repositories in one search; Pyxis cannot do more in time. Default 20.</summary>
    public int RepositoriesPerQuery { get; init; } = 20;

    /// <summary>NVRs, packages or paths in one query. Default 40, so that builds of one architecture fit into one page.</summary>
    public int NamesPerQuery { get; init; } = 40;

    /// <summary>Most pages of one query that are read; a longer answer is a fault, never a silent cut. Default 500.</summary>
    public int MaxPages { get; init; } = 500;

    /// <summary>Most records that one question may bring in all; more is a fault. Default 200,000.</summary>
    public int MaxRecords { get; init; } = 200_000;

    /// <summary>The field that keeps the order of pages stable while records are added; empty leaves it to Pyxis. Default <c>_id</c>.</summary>
    public string SortBy { get; init; } = "_id";

    /// <summary>Further attempts when Pyxis says that its database did not answer in time. Default 2.</summary>
    public int BusyRetries { get; init; } = 2;

    /// <summary>Wait before the first of those; it doubles each time. Default 30 s.</summary>
    public TimeSpan BusyDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time, retries, concurrency and size of the HTTP calls. By default two minutes for an attempt and five for a call: Pyxis is slow.</summary>
    public HttpLimits Limits { get; init; } = new() { AttemptTimeout = TimeSpan.FromMinutes(2), TotalTimeout = TimeSpan.FromMinutes(5) };

    /// <summary>The endpoint without its last part, so that calls are named by that part.</summary>
    internal Uri Base => new(GraphQLUrl!, GraphQLUrl!.AbsolutePath is not "/" and [.., '/'] ? ".." : ".");

    internal string Path => Base.MakeRelativeUri(GraphQLUrl!).ToString() is { Length: > 0 } path ? path : "/";

    internal HttpCredentials Credentials => new() { CertificateFile = CertificateFile, KeyFile = KeyFile, CaFile = CaFile };

    /// <summary>What is wrong with these options, each with its key and rule; nothing when they are good.</summary>
    public IEnumerable<string> Validate()
    {
        var addresses = HttpAddress.Validate($"{Section}:GraphQLUrl", GraphQLUrl)
            .Concat(RestUrl is null ? [] : HttpAddress.Validate($"{Section}:RestUrl", RestUrl));
        foreach (var problem in addresses.Concat(Credentials.Validate(Section)).Concat(Limits.Validate($"{Section}:Limits")))
            yield return problem;
        if (string.IsNullOrWhiteSpace(VendorLabel))
            yield return $"{Section}:VendorLabel must be a text that is not empty";
        foreach (var (key, value, most) in new[]
        {
            (nameof(PageSize), PageSize, 10_000), (nameof(RpmPageSize), RpmPageSize, 10_000), (nameof(RepositoriesPerQuery), RepositoriesPerQuery, 1000),
            (nameof(NamesPerQuery), NamesPerQuery, 1000), (nameof(MaxPages), MaxPages, 100_000), (nameof(MaxRecords), MaxRecords, 10_000_000),
        })
        {
            if (value < 1 || value > most)
                yield return $"{Section}:{key} must be from 1 to {most}";
        }

        if (SortBy is null || !SortBy.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.'))
            yield return $"{Section}:SortBy must be a field of letters, digits, _ and ., or empty";
        if (BusyRetries is < 0 or > 10)
            yield return $"{Section}:BusyRetries must be from 0 to 10";
        if (BusyDelay < TimeSpan.Zero || BusyDelay > TimeSpan.FromMinutes(10))
            yield return $"{Section}:BusyDelay must be from 0 to ten minutes";
    }
}
