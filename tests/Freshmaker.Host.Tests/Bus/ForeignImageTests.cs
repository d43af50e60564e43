using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Bus;

/// <summary>Koji completes images. Those that others built open a rebuild when the handler for them is on; ours never do, also where Koji chose their release.</summary>
public sealed class ForeignImageTests : IAsyncLifetime
{
    const string Revision = "0d3a9c1f0d3a9c1f0d3a9c1f0d3a9c1f0d3a9c1f";

    readonly string _image = Wire.Unique("image");
    TestHost _host = null!;

    string Key => Artifact.Image(_image, "f41").Key;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(values =>
    {
        values["Freshmaker:ImageCatalogue"] = "pyxis";
        values["Freshmaker:Pyxis:GraphQLUrl"] = "http://127.0.0.1:9/graphql/";
        values["Freshmaker:Pyxis:RestUrl"] = "http://127.0.0.1:9/v1/";
        values["Freshmaker:Handlers:ImagesOnParentBuilt:Enabled"] = "true";
    });

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task of_others_open_a_rebuild_and_ours_which_are_known_by_their_task_do_not()
    {
        var id = await _host.OpenAsync(Wire.DockerfileChange(_image, Revision));
        var building = await _host.UntilAsync(id, r => r.Builds.GetValueOrDefault(Key)?.Phase == BuildPhase.Building, "it should be building");
        var (ours, theirs) = (Complete(building.Builds[Key].ExternalId!.Value), Complete(4711));

        await _host.TakeAsync(ours, theirs);

        (await TriggersAsync(ours)).ShouldBe(0);
        (await TriggersAsync(theirs)).ShouldBe(1);
    }

    [Fact] // as after a start, when all that was missed comes at once
    public async Task that_are_told_of_while_a_submission_of_ours_is_not_answered_are_decided_when_it_is()
    {
        var answer = _host.Koji.Faults.Hold($"answer https://127.0.0.1:9/container/{_image}#{Revision}");
        var id = await _host.OpenAsync(Wire.DockerfileChange(_image, Revision));
        var task = (await Eventually.BecomesAsync(() => Task.FromResult(_host.Koji.TasksOf(_image)), t => t.Count == 1, "a task")).Single().TaskId;
        _host.Koji.Move(task, TaskState.Closed);
        var (ours, theirs) = (Complete(task), Complete(4711));

        await _host.TakeAsync(ours, theirs);
        (await TriggersAsync(ours), await TriggersAsync(theirs)).ShouldBe((0, 0), "who built them is not known yet");
        answer.SetResult();

        (await _host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        await Eventually.BecomesAsync(() => TriggersAsync(theirs), n => n == 1, "theirs should open a rebuild");
        (await TriggersAsync(ours)).ShouldBe(0);
        var later = Complete(4712);
        await _host.TakeAsync(later);
        (await TriggersAsync(later)).ShouldBe(1, "nothing is under way any more");
    }

    WireMessage Complete(long task) => Wire.OldKojiBuild($"{_image}-container-41-{task}", KojiBuildState.Complete, task);

    async Task<int> TriggersAsync(WireMessage message) => (await _host.FactsAsync<TriggerRecognized>(TestHost.IdOf(message))).Count;
}
