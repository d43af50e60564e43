using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Host.Graphs;
using Freshmaker.Projections.Builds;

namespace Freshmaker.Host.Tests.Reading;

public sealed class PlanGraphTests
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public async Task a_plan_is_told_and_drawn_as_a_graph()
    {
        await using var host = await ReadingHost.StartAsync();
        var history = History.OfSpecChange("graph-1").Plan("ModulesOnRpmSpecChange", ["base", "web<base", "db", "shop<web<db"]).BuildAll("base", 1).Bump("web").Start("web", 2);
        await host.RecordAsync(history);

        using var statements = new Statements(host);
        var rebuild = (await host.AskAsync(
            """
            query($id: ID!) { rebuild(id: $id) { number plan {
              nodes { build { artifact { name } state } level isCritical } edges { parent { artifact { name } } child { artifact { name } } kind }
              levels { artifact { name } } criticalPath { artifact { name } } } } }
            """, new { id = history.Id })).At("rebuild");
        statements.Texts.Count.ShouldBe(2, "one for the rebuild, one for all of the plan");

        var plan = rebuild.At("plan");
        plan.At("criticalPath").EnumerateArray().Select(b => b.Text("artifact.name")).ShouldBe(["base", "web", "shop"]);
        plan.At("levels").EnumerateArray().Select(l => string.Join(' ', l.EnumerateArray().Select(b => b.Text("artifact.name")))).ShouldBe(["base db", "web", "shop"]);
        plan.At("edges").EnumerateArray().Select(e => $"{e.Text("parent.artifact.name")} {e.Text("child.artifact.name")} {e.Text("kind")}")
            .ShouldBe(["base web NEEDS", "db shop NEEDS", "web shop NEEDS"]);
        var web = plan.At("nodes").EnumerateArray().Single(n => n.Text("build.artifact.name") == "web");
        (web.Text("build.state"), web.At("level").GetInt32(), web.At("isCritical").GetBoolean()).ShouldBe(("BUILD", 2, true));

        var number = rebuild.At("number").GetInt64();
        using var dot = await host.Client.GetAsync($"/api/rebuilds/{number}/graph.dot", TestContext.Current.CancellationToken);
        dot.Content.Headers.ContentType!.MediaType.ShouldBe("text/vnd.graphviz");
        var text = await dot.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("\"module/web/1\" [label=\"web:1\\nBuilding\", fillcolor=\"#0969da\", penwidth=3];");
        text.ShouldContain("\"module/base/1\" -> \"module/web/1\" [style=dashed];");

        using var svg = await host.Client.GetAsync($"/api/rebuilds/{number}/graph.svg", TestContext.Current.CancellationToken);
        svg.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        var picture = XDocument.Parse(await svg.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Root!;
        picture.Element(Svg + "title")!.Value.ShouldBe($"Plan of rebuild {number}");
        picture.Element(Svg + "desc")!.Value.ShouldBe("4 builds on 3 levels, the longest chain has 3; 1 waiting, 1 bumping, 1 building, 1 succeeded.");
        picture.Elements(Svg + "g").Count().ShouldBe(4);
        picture.Elements(Svg + "path").Count().ShouldBe(3);
        picture.Elements(Svg + "g").Select(g => g.Element(Svg + "title")!.Value).ShouldContain("web:1: building, on the critical path");
    }

    [Fact]
    public async Task a_plan_of_thousands_is_drawn_from_one_statement()
    {
        await using var host = await ReadingHost.StartAsync(batchSize: 5000);
        var history = History.OfSpecChange("graph-3").Plan("ModulesOnRpmSpecChange", Enumerable.Range(0, 2000).Select(i => i < 50 ? $"m{i}" : $"m{i}<m{i / 7}<m{i / 3}"));
        await host.RecordAsync(history);
        var number = (await host.AskAsync("query($id: ID!) { rebuild(id: $id) { number } }", new { id = history.Id })).At("rebuild.number").GetInt64();
        await host.Client.GetStringAsync($"/api/rebuilds/{number}/graph.svg", TestContext.Current.CancellationToken);
        using var statements = new Statements(host);
        var clock = Stopwatch.StartNew();

        var picture = await host.Client.GetStringAsync($"/api/rebuilds/{number}/graph.svg", TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper!.WriteLine($"{clock.Elapsed.TotalMilliseconds:0} ms");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        statements.Texts.Count.ShouldBe(1);
        picture.ShouldContain("2000 builds on ");
    }

    [Theory]
    [InlineData("/api/rebuilds/0/graph.svg", "No rebuild has the number 0.")]
    [InlineData("/api/rebuilds/99999999999/graph.dot", "No rebuild has the number 99999999999.")]
    [InlineData("/api/rebuilds/web/graph.svg", "The number of a rebuild must be a whole number.")]
    [InlineData("/api/rebuilds/99999999999999999999/graph.dot", "The number of a rebuild must be a whole number.")]
    public async Task of_a_rebuild_that_is_not_there_is_told_what_is_wrong(string path, string detail)
    {
        await using var host = await ReadingHost.StartAsync();
        using var answer = await host.Client.GetAsync(path, TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).ShouldBe(404);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        problem.RootElement.Text("detail").ShouldBe(detail);
    }

    [Fact]
    public async Task a_rebuild_that_builds_nothing_has_an_empty_picture()
    {
        await using var host = await ReadingHost.StartAsync();
        var history = History.OfSpecChange("graph-2").Plan("ModulesOnRpmSpecChange", []);
        await host.RecordAsync(history);
        var number = (await host.AskAsync("query($id: ID!) { rebuild(id: $id) { number } }", new { id = history.Id })).At("rebuild.number").GetInt64();

        (await host.Client.GetStringAsync($"/api/rebuilds/{number}/graph.svg", TestContext.Current.CancellationToken)).ShouldContain("nothing is built.");
    }

    [Fact]
    public void foreign_names_cannot_break_out_of_a_picture()
    {
        var plan = PlanDrawing.Of(1, [Row("<script>alert(\"1\")</script>\u0001\ud800", "a\"]; evil [label=\"\\")]);

        var picture = XDocument.Parse(Encoding.UTF8.GetString(PlanSvg.Of(plan).Span)).Root!;
        picture.Descendants().Select(e => e.Name.LocalName).Distinct().ShouldBe(["title", "desc", "rect", "text", "g"], ignoreOrder: true);
        picture.Descendants(Svg + "text").Select(t => t.Value).ShouldContain(t => t.StartsWith("<script>"));
        PlanDot.Of(plan).ShouldContain("\\\"]; evil [label=\\\"\\\\\\n");
    }

    [Fact]
    public void builds_that_need_each_other_are_left_out_of_a_picture_and_the_rest_is_drawn()
    {
        var plan = PlanDrawing.Of(1, [Row("hen", "1", "egg"), Row("web", "1", "base"), Row("egg", "1", "hen"), Row("base", "1"), Row("yolk", "1", "egg", "base")]);

        var picture = XDocument.Parse(Encoding.UTF8.GetString(PlanSvg.Of(plan).Span)).Root!;
        picture.Elements(Svg + "g").Select(g => g.Element(Svg + "title")!.Value).ShouldBe(["web:1: waiting, on the critical path", "base:1: waiting, on the critical path"]);
        picture.Elements(Svg + "path").Count().ShouldBe(1);
        PlanDot.Of(plan).ShouldContain("\"module/egg/1\" -> \"module/hen/1\"");
        PlanSvg.Of(PlanDrawing.Of(1, [Row("hen", "1", "egg"), Row("egg", "1", "hen")])).Length.ShouldBePositive();
    }

    [Fact] // with each build on its own place, however large
    public void a_picture_of_thousands_is_drawn_at_once_and_no_box_lies_on_another()
    {
        var plan = PlanDrawing.Of(1, [.. Enumerable.Range(0, 2000).Select(i => Row($"image-{i}", "1", i < 50 ? [] : [$"image-{i / 7}", $"image-{i / 3}"]))]);
        var clock = Stopwatch.StartNew();

        var picture = XDocument.Parse(Encoding.UTF8.GetString(PlanSvg.Of(plan).Span)).Root!;

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        var boxes = picture.Elements(Svg + "g").Select(g => g.Element(Svg + "rect")!).Select(r => (X: (int)r.Attribute("x")!, Y: (int)r.Attribute("y")!)).ToList();
        boxes.Count.ShouldBe(2000);
        boxes.ShouldBeUnique();
        boxes.GroupBy(b => b.X).ShouldAllBe(column => column.OrderBy(b => b.Y).Zip(column.OrderBy(b => b.Y).Skip(1)).All(pair => pair.Second.Y - pair.First.Y >= 40));
        boxes.Max(b => b.X).ShouldBeLessThan((int)picture.Attribute("width")!);
        boxes.Max(b => b.Y).ShouldBeLessThan((int)picture.Attribute("height")!);
    }

    static BuildRow Row(string name, string branch, params string[] parents) => new()
    {
        Rebuild = "rebuild-1",
        Key = Artifact.Module(name, branch).Key,
        Number = 1,
        Artifact = Artifact.Module(name, branch),
        Handler = "H",
        Cause = Reason.Of(ReasonCode.ModuleMetadataChanged, ("revision", "1")),
        Recipe = new ModuleRecipe(name, branch, "1"),
        Parents = [.. parents.Distinct().Select(p => Artifact.Module(p, branch).Key)],
        PlannedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
