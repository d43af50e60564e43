using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.DistGit;
using Freshmaker.Integrations.Mbs;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Integrations.Tests.Sandbox;
using Freshmaker.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Mbs;

/// <summary>The build system as the Host gets it, against a sandbox whose builds stay where they are.</summary>
public abstract class MbsTest : OutsideTest
{
    protected const string Token = "s3cr3t-t0ken";

    protected override SandboxOptions Options => new() { StepDelay = TimeSpan.FromHours(1), MbsToken = Token, WorldJson = SmallWorld.Json };

    protected IModuleBuildSystem Mbs(Func<MbsOptions, MbsOptions>? change = null) => Mbs(new Uri(Sandbox.MbsUrl), Sandbox.GitUrl, change);

    public static IModuleBuildSystem Mbs(Uri url, string sources = "https://src.example.org", Func<MbsOptions, MbsOptions>? change = null)
    {
        var options = new MbsOptions { Url = url, Token = Token, Limits = Quick.Limits };
        return new ServiceCollection().AddMbs(change?.Invoke(options) ?? options, new DistGitOptions { Url = sources })
            .BuildServiceProvider().GetRequiredService<IModuleBuildSystem>();
    }

    protected async Task<ModuleBuildProgress> AcceptedAsync(string name, string stream) =>
        (await Mbs().SubmitAsync(name, stream, await TipAsync("modules", name, stream), Stop)).ShouldBeOfType<ModuleSubmission.Accepted>().Build;

    protected Task MoveAsync(long build, string state) => PostAsync($"/control/mbs/builds/{build}/state", $$"""{"state":"{{state}}"}""");
}
