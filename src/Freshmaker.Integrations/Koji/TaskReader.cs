using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>Reads tasks: strict in what identifies one and its state, tolerant in everything else.</summary>
internal static class TaskReader
{
    /// <exception cref="OutsideFault">It is another task, or in no state that a task can be in.</exception>
    public static TaskProgress Read(XmlRpcValue task, Func<string, OutsideFault> wrong, long? asked = null)
    {
        if (task.Id("id") is not { } id || (asked is not null && id != asked))
            throw wrong(asked is null ? "id must be a positive whole number" : $"id must be {asked}");
        return task.WholeNumber("state") is >= 0 and <= (long)TaskState.Failed and var state
            ? new(id, (TaskState)state, task.Text("method"))
            : throw wrong("state must be one of Koji's states of tasks, 0 to 5");
    }

    /// <summary>The build that a task's result names first.</summary>
    public static long? BuildOf(XmlRpcValue? result) => result.Items("koji_builds").Select(build => build.Id()).OfType<long>().Select(id => (long?)id).FirstOrDefault();

    /// <summary>What a failed task's result says.</summary>
    public static string? TextOf(XmlRpcValue? result) => result.Text("faultString");
}
