using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Pdc;

/// <summary>One version of a module stream that PDC calls active.</summary>
internal sealed record PdcModule(string Name, string Stream, string Version);

/// <summary>PDC's resource <c>modules/</c>.</summary>
internal sealed class PdcModules(PdcPages pages)
{
    const int MaxVersion = 255;

    /// <summary>All active module versions that pass a filter. A key given more than once means any of its values.</summary>
    /// <param name="filter">As in a query string, each with an ampersand behind it.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<PdcModule>> FindAsync(string filter, CancellationToken ct) =>
        pages.FindAsync("modules/", $"{filter}active=true&fields=name&fields=stream&fields=version&ordering=name,stream,-version", Module, ct);

    public IEnumerable<string> OfNames(IEnumerable<string> names) => pages.Filters("name", names);

    static PdcModule Module(Answer answer, JsonElement item, string path)
    {
        var (name, stream, version) = (item.FreeText("name"), item.FreeText("stream"), item.FreeText("version") ?? item.WholeNumber("version")?.ToString());
        if (ArtifactNames.BrokenRuleOfName(name) is { } nameRule)
            throw answer.Fault($"{path}.name {nameRule}");
        if (ArtifactNames.BrokenRuleOfBranch(stream) is { } streamRule)
            throw answer.Fault($"{path}.stream {streamRule}");
        return version is { Length: > 0 and <= MaxVersion }
            ? new(name!, stream!, version)
            : throw answer.Fault($"{path}.version must be a text of 1 to {MaxVersion} characters");
    }
}
