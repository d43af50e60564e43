using Freshmaker.Domain.Messages;
using Freshmaker.Host.Tests.Running;
using Serilog.Events;

namespace Freshmaker.Host.Tests.Operations;

public sealed class LogTests(SharedHost shared) : HostTest(shared)
{
    [Fact]
    public async Task every_line_about_a_rebuild_carries_its_id()
    {
        var (rpm, module) = (Wire.Unique("rpm"), Wire.Unique("module"));
        Host.Catalogue.RpmIsIn(rpm, module);
        Host.Catalogue.Faults.Next(rpm, Faults.Away("PDC"));
        Host.Sources.Faults.Next(module, Faults.Away("dist-git"));
        Host.Mbs.Faults.Next($"submit {module}", Faults.Away("MBS"));
        var id = await Host.OpenAsync(Wire.SpecChange(rpm));
        await Host.ReportAsync(await Host.UntilBuildingAsync(id, module), ModuleBuildState.Ready);
        await Host.UntilOverAsync(id);

        var about = Host.Log.All.Where(l => IdOn(l) == id || Says(l, id) || Says(l, rpm) || Says(l, module)).ToList();

        about.Where(l => IdOn(l) is null).Select(l => l.RenderMessage()).ShouldBeEmpty();
        about.Select(IdOn).Distinct().ShouldBe([id]);
        about.Select(l => l.Properties.GetValueOrDefault("MessageId")?.ToString()).ShouldAllBe(m => m != null, "and the id of its message");
        about.Count(l => l.Level == LogEventLevel.Warning).ShouldBe(3, "each fault of the outside is one line");
        foreach (var name in (string[])["handler_retry_scheduled", "artifact_planned", "source_bumped", "build_started", "build_succeeded", "rebuild_completed"])
            Host.Log.All.Count(l => IdOn(l) == id && Says(l, name)).ShouldBeGreaterThan(0, name);
    }

    [Fact]
    public async Task lines_of_one_rebuild_do_not_carry_the_id_of_another()
    {
        var messages = Enumerable.Range(0, 8).Select(_ => Wire.SpecChange(Wire.Unique("rpm"))).ToList();
        await Host.TakeAsync(messages);
        foreach (var message in messages)
            await Host.UntilOverAsync(TestHost.IdOf(message));

        foreach (var message in messages)
            Host.Log.All.Where(l => Says(l, message.MessageId!)).Select(IdOn).Distinct().ShouldBe([TestHost.IdOf(message)]);
    }

    [Fact]
    public async Task no_line_holds_a_secret()
    {
        var id = await Host.OpenAsync(Wire.SpecChange(Wire.Unique("rpm")));
        await Host.UntilOverAsync(id);

        SecretsShouldNotBeIn(Host.Log);
    }

    internal static void SecretsShouldNotBeIn(CapturedLines log)
    {
        string[] secrets = [Settings.MbsToken, Settings.DatabasePassword, Uri.UnescapeDataString(Settings.Rabbit.UserInfo)];
        log.All.ShouldNotBeEmpty();
        log.All.Select(l => $"{l.RenderMessage()} {l.Exception} {string.Join(' ', l.Properties)}").Where(l => secrets.Any(l.Contains)).ShouldBeEmpty();
    }

    static bool Says(LogEvent line, string words) => line.RenderMessage().Contains(words, StringComparison.Ordinal);

    static string? IdOn(LogEvent line) => line.Properties.TryGetValue("RebuildId", out var id) && id is ScalarValue { Value: string text } ? text : null;
}
