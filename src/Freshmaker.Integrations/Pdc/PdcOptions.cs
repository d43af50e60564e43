using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Pdc;

/// <summary>Where and how PDC is asked. Section <c>Freshmaker:Pdc</c>.</summary>
public sealed record PdcOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Freshmaker:Pdc";

    /// <summary>Root of its API, such as <c>https://pdc.example.org/rest_api/v1</c>. Required.</summary>
    public Uri? Url { get; init; }

    /// <summary>Items asked for in one page. Default 100.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Most pages of one query that are read; a longer answer is a fault, never a silent cut. Default 200.</summary>
    public int MaxPages { get; init; } = 200;

    /// <summary>Names of components or RPMs in one query; the URL's length limits it further. Default 50.</summary>
    public int NamesPerQuery { get; init; } = 50;

    /// <summary>Time, retries, concurrency and size of the HTTP calls.</summary>
    public HttpLimits Limits { get; init; } = new();

    /// <summary>What is wrong with these options, each with its key and rule; nothing when they are good.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var problem in HttpAddress.Validate($"{Section}:Url", Url).Concat(Limits.Validate($"{Section}:Limits")))
            yield return problem;
        if (PageSize is < 1 or > 10_000)
            yield return $"{Section}:PageSize must be from 1 to 10000";
        if (MaxPages is < 1 or > 100_000)
            yield return $"{Section}:MaxPages must be from 1 to 100000";
        if (NamesPerQuery is < 1 or > 1000)
            yield return $"{Section}:NamesPerQuery must be from 1 to 1000";
    }
}
