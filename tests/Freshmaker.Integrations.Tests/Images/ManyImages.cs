using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Integrations.Tests.Images;

/// <summary>Worlds of any size: ten images in each repository, each on one of ten base images.</summary>
internal static class ManyImages
{
    public static IEnumerable<string> Repositories(int images) => Enumerable.Range(0, (images + 9) / 10).Select(number => $"acme/r{number}");

    public static IEnumerable<string> Nvrs(int images) => Enumerable.Range(0, images).Select(number => $"i{number}-container-1-1");

    public static ImageWorld World(int images, int rpms = 3)
    {
        var installed = Enumerable.Range(0, rpms).Select(number => $"rpm{number}-1-{number}").ToList();
        return ImageWorld.Empty with
        {
            Repositories = [.. Repositories(images).Select(path => new WorldRepository(SmallImages.Registry, path, true, ["latest"], ["Generally Available"]))],
            Images =
            [
                .. Enumerable.Range(0, 10).Select(number => SmallImages.Image($"base{number}-container-1-1", number + 1)),
                .. Nvrs(images).Select((nvr, number) => SmallImages.Image(nvr, 100 + number, SmallImages.In($"acme/r{number / 10}")) with
                {
                    Parent = $"base{number % 10}-container-1-1",
                    Rpms = [.. installed],
                }),
            ],
        };
    }
}
