using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Odcs;

/// <summary>
/// Whether a compose was asked for with a request. Everything we ask for is compared, and what we never ask for must not be there. Where ODCS itself rewrites
/// the record of a compose, only what it leaves can be compared.
/// </summary>
internal static class OdcsMatch
{
    /// <summary>What changes the content of a compose and is in none of our requests.</summary>
    static readonly string[] NeverAskedFor = ["multilib_arches", "lookaside_repos", "modular_koji_tags", "scratch_modules", "scratch_build_tasks", "modules", "label"];

    public static bool IsOf(JsonElement compose, ComposeRequest request) =>
        compose.WholeNumber("source_type") == (long)request.Kind
        && SameSource(compose, request)
        && SameSet(Split(compose, "packages"), request.Packages)
        && SameSet(Split(compose, "builds"), request.Builds)
        && SameSet(List(compose, "flags"), request.Flags)
        && SameAsAskedFor(compose, request)
        && List(compose, "results").All(result => result == "repository")
        && NeverAskedFor.All(name => Split(compose, name).Count == 0);

    // ODCS keeps the parts of a source as a set, so their order is lost.
    static bool SameSource(JsonElement compose, ComposeRequest request)
    {
        var (there, wanted) = (Split(compose, "source"), request.Source.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        // Modules gain those that they need, once ODCS has looked at them.
        return request.Kind == ComposeKind.Module && !request.Flags.Contains("no_deps") && !IsUntouched(compose)
            ? wanted.All(there.Contains)
            : SameSet(there, wanted);
    }

    /// <summary>Arches and keys that were not asked for are ODCS's own choice; those of a finished Pulp compose are what its repositories have.</summary>
    static bool SameAsAskedFor(JsonElement compose, ComposeRequest request) =>
        (request.Kind == ComposeKind.Pulp && !IsUntouched(compose))
        || ((request.Arches.Count == 0 || SameSet(Split(compose, "arches"), request.Arches))
            && (request.SigKeys.Count == 0 || SameSet(Split(compose, "sigkeys"), [.. request.SigKeys.Where(key => key.Length > 0)])));

    static bool IsUntouched(JsonElement compose) => compose.Text("state_name") == "wait" || (compose.Text("state_name") is null && compose.WholeNumber("state") == 0);

    static HashSet<string> Split(JsonElement compose, string name) =>
        [.. compose.Text(name)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []];

    static HashSet<string> List(JsonElement compose, string name) => compose.At(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => item.Text()).OfType<string>()]
        : [];

    static bool SameSet(HashSet<string> there, IEnumerable<string> wanted) => there.SetEquals(wanted);
}
