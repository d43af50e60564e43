using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Host.Rebuilding.Commands;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Outside;

/// <summary>
/// A message told of a task of ours, but not all of it. That it failed: Koji says why when it is asked. Or that its build has ended: Koji says whether the task
/// has, and how.
/// </summary>
/// <param name="Told">What is known of it without asking.</param>
/// <param name="Times">The how manieth time Koji is asked, from 1.</param>
public sealed record AskAboutTask(string RebuildId, string Build, TaskProgress Told, int Times = 1)
{
    /// <summary>What has to be done about what was told of a task of ours: record it, or ask first why it failed.</summary>
    public static object About(string rebuildId, string build, TaskProgress told) => told is { State: TaskState.Failed, Text: null }
        ? new AskAboutTask(rebuildId, build, told)
        : new RecordTask(rebuildId, build, told);

    /// <summary>What has to be done when a build of ours has ended in Koji.</summary>
    public static AskAboutTask OfEndedBuild(string rebuildId, string build, long task) => new(rebuildId, build, new(task, TaskState.Open));
}

public static class AskAboutTaskHandler
{
    /// <summary>A task ends seconds after its build; the reconciler takes care of one that does not end within some minutes.</summary>
    const int MostTimes = 8;

    public static async Task<OutgoingMessages> Handle(AskAboutTask message, IImageBuildSystem koji, ILogger<AskAboutTask> logger, CancellationToken ct)
    {
        using var rebuild = Serilog.Context.LogContext.PushProperty("RebuildId", message.RebuildId);
        var told = message.Told;
        TaskProgress? now = null;
        try
        {
            now = (await koji.GetAsync([told.TaskId], ct)).GetValueOrDefault(told.TaskId);
        }
        catch (OutsideFault fault) when (told.IsOver)
        {
            // That it failed is known; the reason is only for people.
            logger.LogWarning("Koji could not say why task {TaskId} failed: {Text}", told.TaskId, fault.Text);
        }

        if (told.IsOver)
            return [Record(now is { Text: { } text } && now.State == told.State ? told with { Text = text } : told)];
        if (now is { IsOver: true })
            return [Record(now)];
        var messages = new OutgoingMessages();
        if (now is not null && message.Times < MostTimes)
            messages.Delay(message with { Times = message.Times + 1 }, TimeSpan.FromSeconds(1 << message.Times));
        return messages;

        RecordTask Record(TaskProgress task) => new(message.RebuildId, message.Build, task);
    }
}
