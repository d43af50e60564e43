using Freshmaker.Domain.Artifacts;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>The calls that we make, with the arguments Koji wants.</summary>
internal static class KojiCalls
{
    public static KojiCall Build(Nvr nvr) => new("getBuild", $"{nvr}", $"{nvr}");

    public static KojiCall Build(long id) => new("getBuild", $"{id}", id);

    public static KojiCall Task(long id) => new("getTaskInfo", $"{id}", id);

    public static KojiCall TaskWithRequest(long id) => new("getTaskInfo", $"{id}, request", id, KojiCall.Named(("request", true)));

    /// <summary>A failed task's result is its fault, which comes as data and not as the fault of this call.</summary>
    public static KojiCall TaskResult(long id) => new("getTaskResult", $"{id}", id, KojiCall.Named(("raise_fault", false)));

    public static KojiCall TaskDescendants(long id) => new("getTaskDescendents", $"{id}", id);

    public static KojiCall ImageArchives(long build) => new("listArchives", $"{build}, image", KojiCall.Named(("buildID", build), ("type", "image")));

    public static KojiCall RpmsOfBuild(long build) => new("listRPMs", $"build {build}", KojiCall.Named(("buildID", build)));

    public static KojiCall RpmsOfArchive(long archive) => new("listRPMs", $"archive {archive}", KojiCall.Named(("imageID", archive)));

    public static KojiCall TagsOfBuild(long build) => new("listTags", $"{build}", KojiCall.Named(("build", build)));

    public static KojiCall LatestTagged(string tag, string package) => new("listTagged", $"{tag}, {package}", tag, KojiCall.Named(("latest", true), ("package", package)));

    public static KojiCall BuildsOfTask(long task) => new("listBuilds", $"task {task}", KojiCall.Named(("taskID", task)));

    /// <summary>Container tasks of a user, newest first, with their requests decoded.</summary>
    public static KojiCall ContainerTasks(long owner, int offset, int limit) => new(
        "listTasks",
        $"buildContainer of user {owner}",
        XmlRpcValue.Of(("method", "buildContainer"), ("owner", owner), ("decode", true)),
        XmlRpcValue.Of(("order", "-id"), ("offset", offset), ("limit", limit)));

    public static KojiCall Cancel(long task) => new("cancelTask", $"{task}", task);

    /// <summary>The id of an answered build, which everything else hangs on.</summary>
    public static long BuildId(KojiAnswer answer) =>
        answer.Struct.Id("id") ?? answer.Struct.Id("build_id") ?? throw answer.Wrong("id must be a positive whole number");
}
