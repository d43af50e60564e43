using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

/// <summary>A task of ours failed. Koji's messages do not say why; Koji does when it is asked.</summary>
public sealed record AskAboutTask(string RebuildId, string Build, TaskProgress Told)
{
    /// <summary>What has to be done about what was told of a task of ours: record it, or ask first why it failed.</summary>
    public static object About(string rebuildId, string build, TaskProgress told) => told is { State: TaskState.Failed, Text: null }
        ? new AskAboutTask(rebuildId, build, told)
        : new RecordTask(rebuildId, build, told);
}

public static class AskAboutTaskHandler
{
    public static async Task<RecordTask> Handle(AskAboutTask message, IImageBuildSystem koji, ILogger<AskAboutTask> logger, CancellationToken ct)
    {
        using var rebuild = Serilog.Context.LogContext.PushProperty("RebuildId", message.RebuildId);
        var told = message.Told;
        try
        {
            if ((await koji.GetAsync([told.TaskId], ct)).GetValueOrDefault(told.TaskId) is { Text: { } text } now && now.State == told.State)
                told = told with { Text = text };
        }
        catch (OutsideFault fault)
        {
            // That it failed is known; the reason is only for people.
            logger.LogWarning("Koji could not say why task {TaskId} failed: {Text}", told.TaskId, fault.Text);
        }

        return new(message.RebuildId, message.Build, told);
    }
}
