using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Errata;

/// <summary>
/// Reads an advisory: its id, name and state must be there. What else is missing or null is unknown (release, product, reporter), empty (content types, CVEs) or
/// <c>none</c> (impact).
/// </summary>
internal static class ErrataRecord
{
    public static AdvisoryRecord Read(Answer answer, JsonElement body, long id, out long? productId)
    {
        // Under the kind of advisory: rhsa, rhba, rhea, pdc_rhsa …
        var (kind, erratum, path) = answer.Members(body.At("errata") ?? throw answer.Fault("errata is missing"), "errata").FirstOrDefault();
        if (kind is null)
            throw answer.Fault("errata must have an advisory");
        if (erratum.WholeNumber("id") != id)
            throw answer.Fault($"{path}.id must be {id}");
        productId = erratum.WholeNumber("product_id");
        return new(
            id,
            Text(answer, erratum, path, "fulladvisory"),
            Text(answer, erratum, path, "status"),
            [.. answer.Items(erratum.At("content_types"), $"{path}.content_types").Select(item => item.Value.FreeText() ?? throw answer.Fault($"{item.Path} must be a text"))],
            erratum.FreeText("security_impact") is { Length: > 0 } impact ? impact.ToLowerInvariant() : "none",
            null,
            null,
            [.. (body.FreeText("content", "content", "cve") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)],
            null);
    }

    static string Text(Answer answer, JsonElement erratum, string path, string name) =>
        erratum.FreeText(name) is { Length: > 0 } text ? text : throw answer.Fault($"{path}.{name} must be a text that is not empty");
}
