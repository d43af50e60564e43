using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Koji;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Koji;

/// <summary>Koji as the Host gets it, against a sandbox whose tasks stay where they are unless a test says otherwise.</summary>
public abstract class KojiTest : OutsideTest
{
    protected const string User = "freshmaker";
    protected const string Password = "hush & hush";

    protected static readonly DateTimeOffset LongAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected static readonly ImageBuildRequest Web = Request("web", "web-container-1-5.1770000000");

    readonly List<ServiceProvider> _providers = [];
    ServiceProvider? _usual;

    protected override SandboxOptions Options => new()
    {
        StepDelay = TimeSpan.FromHours(1),
        WorldJson = """{"rpms":[],"containers":[],"modules":[]}""",
        Images = KojiWorld.World,
        KojiUser = User,
        KojiPassword = Password,
    };

    protected IImageBuildSystem Koji => Usual.GetRequiredService<IImageBuildSystem>();

    protected IImageBuilds Builds => Usual.GetRequiredService<IImageBuilds>();

    ServiceProvider Usual => _usual ??= Provider(new Uri(Sandbox.KojiHubUrl));

    /// <summary>Another Freshmaker, with a session of its own.</summary>
    protected ServiceProvider Provider(Uri url, Func<KojiOptions, KojiOptions>? change = null)
    {
        var provider = Create(url, change);
        _providers.Add(provider);
        return provider;
    }

    public static ServiceProvider Create(Uri url, Func<KojiOptions, KojiOptions>? change = null)
    {
        var options = new KojiOptions { HubUrl = url, Auth = KojiAuth.Password, User = User, Password = Password, Limits = Quick.Limits };
        return new ServiceCollection().AddKoji(change?.Invoke(options) ?? options).BuildServiceProvider();
    }

    protected IImageBuildSystem KojiAt(Uri url, Func<KojiOptions, KojiOptions>? change = null) => Provider(url, change).GetRequiredService<IImageBuildSystem>();

    protected IImageBuildSystem KojiWith(Func<KojiOptions, KojiOptions> change) => KojiAt(new Uri(Sandbox.KojiHubUrl), change);

    protected static ImageBuildRequest Request(string name, string? nvr) =>
        new($"git://dist-git.example.com/containers/{name}#{KojiWorld.Revision(name)}", $"{name}-1-candidate", $"{name}-1") { Nvr = nvr is null ? null : Nvr.Parse(nvr), Isolated = true };

    protected async Task<long> AcceptedAsync(ImageBuildRequest request) => (await Koji.SubmitAsync(request, Stop)).ShouldBeOfType<ImageSubmission.Accepted>().TaskId;

    protected Task MoveAsync(long task, string state, string? reason = null) =>
        PostAsync($"/control/koji/tasks/{task}/state", reason is null ? $$"""{"state":"{{state}}"}""" : $$"""{"state":"{{state}}","reason":"{{reason}}"}""");

    protected Task SessionsAsync(string make) => PostAsync("/control/koji/sessions", $$"""{"make":"{{make}}"}""");

    protected async Task<TaskProgress> OneAsync(long task) => (await Koji.GetAsync([task], Stop)).ShouldHaveSingleItem().Value;

    protected async Task<TaskProgress> UntilOverAsync(long task)
    {
        for (var tries = 0; ; tries++)
        {
            var progress = await OneAsync(task);
            if (progress.IsOver)
                return progress;
            tries.ShouldBeLessThan(500, $"task {task} is {progress.State}");
            await Task.Delay(20, Stop);
        }
    }

    protected override async ValueTask LeaveAsync()
    {
        foreach (var provider in _providers)
            await provider.DisposeAsync();
    }
}
