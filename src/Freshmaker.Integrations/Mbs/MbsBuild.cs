using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Mbs;

/// <summary>Reads a build from MBS's JSON: strict in what identifies it and its state, tolerant in everything else.</summary>
internal static class MbsBuild
{
    public static ModuleBuildProgress Read(Answer answer, JsonElement build, string path = "") =>
        Read(answer, build, path, build.Text("name"), build.Text("stream"));

    /// <summary>The build that MBS made of a submission. MBS may leave out what it was told, but must not contradict it.</summary>
    public static ModuleBuildProgress ReadSubmitted(Answer answer, JsonElement build, string name, string stream)
    {
        var toldName = build.At("name") is null ? name : build.Text("name");
        var toldStream = build.At("stream") is null ? stream : build.Text("stream");
        var progress = Read(answer, build, "", toldName, toldStream);
        return progress.Name == name && progress.Stream == stream
            ? progress
            : throw answer.Fault($"the build is of {progress.Name}:{progress.Stream}, but {name}:{stream} was submitted");
    }

    static ModuleBuildProgress Read(Answer answer, JsonElement build, string path, string? name, string? stream)
    {
        if (build.ValueKind != JsonValueKind.Object)
            throw answer.Fault($"{(path.Length == 0 ? "the body" : path.TrimEnd('.'))} must be a build object");
        if (build.WholeNumber("id") is not (> 0 and var id))
            throw answer.Fault($"{path}id must be a positive whole number");
        if (build.WholeNumber("state") is not (>= 0 and <= (long)ModuleBuildState.Garbage and var state))
            throw answer.Fault($"{path}state must be one of MBS's states, 0 to 6");
        if (ArtifactNames.BrokenRuleOfName(name) is { } nameRule)
            throw answer.Fault($"{path}name {nameRule}");
        if (ArtifactNames.BrokenRuleOfBranch(stream) is { } streamRule)
            throw answer.Fault($"{path}stream {streamRule}");
        return new(
            id, name!, stream!, (ModuleBuildState)state, build.FreeText("state_reason"),
            build.FreeText("version") ?? build.WholeNumber("version")?.ToString(), build.FreeText("context"), ScmUrl.RevisionOf(build.Text("scmurl")));
    }
}
