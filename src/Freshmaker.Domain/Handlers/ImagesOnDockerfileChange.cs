using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers;

/// <summary>The Dockerfile of a container changed: that commit is built.</summary>
public sealed class ImagesOnDockerfileChange : RebuildHandler<DockerfileChanged>
{
    public override Task<Plan> PlanAsync(DockerfileChanged change, CancellationToken ct) => Task.FromResult(new Plan(
        [ContainerSource.Build(change.Container, change.Branch, change.Revision, Reason.Of(ReasonCode.DockerfileChanged, ("revision", change.Revision)))], []));
}
