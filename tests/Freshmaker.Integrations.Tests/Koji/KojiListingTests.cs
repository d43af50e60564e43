using System.Globalization;
using System.Text.RegularExpressions;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Koji;

/// <summary>Listings of a hub that does what the sandbox does not: it shows tasks late, and answers wrongly.</summary>
public sealed partial class KojiListingTests : KojiTest
{
    const double Now = 1_770_000_000;

    static readonly DateTimeOffset Given = DateTimeOffset.FromUnixTimeSeconds((long)Now).AddDays(-1);

    readonly List<(long Id, double Created, string Release)> _tasks = [];
    bool _ignoresOffset;

    [Theory]
    [InlineData(1)]
    [InlineData(150)]
    [InlineData(350)]
    public async Task A_task_that_shows_up_late_below_others_that_are_known_is_found(int newer)
    {
        for (var i = 0; i < 600; i++)
            _tasks.Add((1_000 + i, Now + i, $"4.{i}")); // one a second
        var late = (Id: 2_000L, Created: Now + 600, Release: "4.late");
        for (var i = 0; i < newer; i++)
            _tasks.Add((2_001 + i, Now + 600 + (i / 20.0), $"4.{1_000 + i}")); // twenty a second
        await using var hub = await HubAsync();
        var koji = KojiAt(hub.Url);
        (await koji.FindAsync(Leaf("4.late"), Given, Stop)).ShouldBeEmpty();

        _tasks.Add(late);

        (await koji.FindAsync(Leaf("4.late"), Given, Stop)).ShouldHaveSingleItem().TaskId.ShouldBe(late.Id);
    }

    [Fact]
    public async Task A_hub_that_pages_in_a_circle_is_a_fault()
    {
        for (var i = 0; i < 250; i++)
            _tasks.Add((1_000 + i, Now + i, $"4.{i}"));
        _ignoresOffset = true;
        await using var hub = await HubAsync();

        (await Should.ThrowAsync<OutsideFault>(() => KojiAt(hub.Url).FindAsync(Leaf("4.none"), Given, Stop))).Text.ShouldBe("the page from 200 must have other tasks than those before");
    }

    [Theory]
    [InlineData(0, Now, "id must be a positive whole number")]
    [InlineData(5, -1, "create_ts must be a time in seconds since 1970")]
    [InlineData(5, 1e18, "create_ts must be a time in seconds since 1970")]
    public async Task A_task_that_might_be_ours_and_cannot_be_read_is_a_fault(long id, double created, string problem)
    {
        _tasks.Add((id, created, "4.1"));
        await using var hub = await HubAsync();

        (await Should.ThrowAsync<OutsideFault>(() => KojiAt(hub.Url).FindAsync(Leaf("4.1"), Given, Stop))).Text.ShouldBe(problem);
    }

    static ImageBuildRequest Leaf(string release) => Request("rt", $"rt-container-1-{release}");

    static string Number(double number) => number.ToString("F3", CultureInfo.InvariantCulture);

    static string Struct((long Id, double Created, string Release) task)
    {
        var request = Leaf(task.Release);
        var options = Shapes.Struct(("git_branch", $"<string>{request.GitBranch}</string>"), ("release", $"<string>{task.Release}</string>"), ("scratch", "<boolean>0</boolean>"));
        return Shapes.Struct(
            ("id", $"<int>{task.Id}</int>"), ("state", "<int>0</int>"), ("method", "<string>buildContainer</string>"), ("create_ts", $"<double>{Number(task.Created)}</double>"),
            ("request", $"<array><data><value><string>{request.Source}</string></value><value><string>{request.Target}</string></value><value>{options}</value></data></array>"));
    }

    Task<CannedServer> HubAsync() => CannedServer.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        var call = await reader.ReadToEndAsync(context.RequestAborted);
        await CannedServer.Write(context, 200, Answer(call), "text/xml");
    });

    string Answer(string call)
    {
        if (call.Contains(">login<", StringComparison.Ordinal))
            return Shapes.Response(Shapes.Struct(("session-id", "<int>1</int>"), ("session-key", "<string>k</string>")));
        if (call.Contains("getLoggedInUser", StringComparison.Ordinal))
            return Shapes.Response(Shapes.Struct(("id", "<int>5</int>")));
        if (call.Contains("getTaskInfo", StringComparison.Ordinal))
            return Shapes.Multi(Struct(_tasks.Single(task => call.Contains($">{task.Id}<", StringComparison.Ordinal))));
        if (!call.Contains("listTasks", StringComparison.Ordinal))
            return Shapes.Response("<nil/>");
        var page = _tasks.OrderByDescending(task => task.Id).Skip(_ignoresOffset ? 0 : int.Parse(Offset().Match(call).Groups[1].Value, CultureInfo.InvariantCulture)).Take(200);
        return Shapes.Response($"<array><data>{string.Concat(page.Select(task => $"<value>{Struct(task)}</value>"))}</data></array>");
    }

    [GeneratedRegex(@"<name>offset</name>\s*<value>\s*<i(?:nt|4|8)>(\d+)<", RegexOptions.None, 1000)]
    private static partial Regex Offset();
}
