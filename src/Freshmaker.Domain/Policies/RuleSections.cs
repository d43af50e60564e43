using System.Collections.Frozen;
using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Policies;

/// <summary>An allow or block list: for each kind a rule that holds for every handler but those with a rule of their own (behaviour.md §9.1: replaced, not merged).</summary>
sealed class RuleSections(string path, IReadOnlyDictionary<ArtifactKind, Rule> everywhere, IReadOnlyDictionary<(string Handler, ArtifactKind Kind), Rule> byHandler)
{
    readonly FrozenDictionary<ArtifactKind, Rule> _everywhere = everywhere.ToFrozenDictionary();
    readonly FrozenDictionary<(string, ArtifactKind), Rule> _byHandler = byHandler.ToFrozenDictionary();

    public string Path => path;

    public Rule? For(string handler, ArtifactKind kind) => _byHandler.GetValueOrDefault((handler, kind)) ?? _everywhere.GetValueOrDefault(kind);

    public static RuleSections None(string path) => new(path, new Dictionary<ArtifactKind, Rule>(), new Dictionary<(string, ArtifactKind), Rule>());
}
