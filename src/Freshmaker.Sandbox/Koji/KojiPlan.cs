using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Koji;

/// <summary>What a container task is going to do.</summary>
/// <param name="Image">The image as it will be, but for its ids and time; its behaviour says how the task ends.</param>
/// <param name="Scratch">It makes no build.</param>
internal sealed record KojiPlan(WorldImage Image, bool Scratch)
{
    /// <summary>Failures are counted for all builds of an image together.</summary>
    public string Counted => $"{Image.Repository} {Image.Target} {KojiNvr.Parse(Image.Nvr).NameVersion}";
}
