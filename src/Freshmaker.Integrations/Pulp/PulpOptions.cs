using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Pulp;

/// <summary>Where and how Pulp 2 is asked. Section <c>Freshmaker:Pulp</c>.</summary>
public sealed record PulpOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Freshmaker:Pulp";

    /// <summary>Its root; calls go to <c>{Url}/pulp/api/v2/</c>. Required.</summary>
    public Uri? Url { get; init; }

    /// <summary>PEM file of our client certificate; null: we log in not at all.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its key; null: the key is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>PEM file of the authorities to believe instead of the machine's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Repositories asked for in one call. Default 200.</summary>
    public int RepositoriesPerQuery { get; init; } = 200;

    /// <summary>Time, retries, concurrency and size of the HTTP calls.</summary>
    public HttpLimits Limits { get; init; } = new();

    internal HttpCredentials Credentials => new() { CertificateFile = CertificateFile, KeyFile = KeyFile, CaFile = CaFile };

    /// <summary>What is wrong with these options, each with its key and rule; nothing when they are good.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var problem in HttpAddress.Validate($"{Section}:Url", Url).Concat(Limits.Validate($"{Section}:Limits")).Concat(Credentials.Validate(Section)))
            yield return problem;
        if (RepositoriesPerQuery is < 1 or > 10_000)
            yield return $"{Section}:RepositoriesPerQuery must be from 1 to 10000";
    }
}
