using System.Text.Json;

namespace Freshmaker.Domain.Messages;

/// <summary>What messages about Koji's tasks have in common.</summary>
static class KojiTask
{
    /// <summary>The method of every task of ours.</summary>
    public const string BuildContainer = "buildContainer";

    static readonly Dictionary<string, TaskState> States = Enum.GetValues<TaskState>().ToDictionary(s => s.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a message of this kind cannot be about a build of ours, or null. Most are not, so this comes first.</summary>
    /// <param name="attribute">What changed: messages about anything but the state (priority, weight, volume) are of no use.</param>
    /// <param name="method">The task's method, null where the message does not tell.</param>
    public static ParseResult.NotForUs? Foreign(string? attribute, string? method) =>
        attribute is not (null or "state") ? new($"a change of {attribute}")
        : method is not (null or BuildContainer) ? new($"a task of method {method}")
        : null;

    /// <param name="body">Where the new state is, as <c>new</c>: Koji's name of it in any letter case, or its number.</param>
    /// <param name="task">The task's own description, which may tell what it made; null for none.</param>
    /// <param name="idField">How the id is called in the message.</param>
    public static ParseResult Progress(JsonElement body, JsonElement? task, long? id, string idField, string? method)
    {
        if (id is not (> 0 and var taskId))
            return ParseResult.Refuse(idField, "must be a positive whole number");
        return StateOf(body) is { } state
            ? new ParseResult.Progressed(new TaskProgress(taskId, state, method, task is null ? null : BuildOf(task.Value)))
            : ParseResult.Refuse("new", $"must be one of Koji's task states: {string.Join(", ", States.Keys.Select(s => s.ToUpperInvariant()))}");
    }

    static TaskState? StateOf(JsonElement body) =>
        body.Text("new") is { } name && States.TryGetValue(name, out var state) ? state
        : body.WholeNumber("new") is >= 0 and <= (int)TaskState.Failed and var number ? (TaskState)number
        : null;

    /// <summary>The build it made: the first of its result, else of its first child's that names one (behaviour.md §3.2).</summary>
    static long? BuildOf(JsonElement task) => FirstBuild(task) ?? task.Items("children")?.Select(FirstBuild).FirstOrDefault(b => b is not null);

    static long? FirstBuild(JsonElement task) =>
        task.Items("result", "koji_builds") is [var first, ..] && first.WholeNumber() is > 0 and var id ? id : null;
}
