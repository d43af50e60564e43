using Freshmaker.Domain.Ports;

namespace Freshmaker.Host.Rebuilding;

/// <summary>Where people can look at builds outside.</summary>
public sealed class OutsideUrls(IModuleBuildSystem mbs, IImageBuildSystem koji)
{
    public string OfModuleBuild(long buildId) => mbs.UrlOf(buildId).ToString();

    public string OfTask(long taskId) => koji.UrlOf(taskId).ToString();
}
