using Freshmaker.Sandbox.Pdc;
using Freshmaker.Sandbox.World;

namespace Freshmaker.Sandbox.Control;

/// <summary>The world as it is now, for people.</summary>
internal sealed class WorldView(WorldFile world, PdcCatalogue catalogue, SandboxUrls urls)
{
    public object Show() => new
    {
        Urls = urls,
        world.Story,
        Modules = world.Modules.Select(module =>
        {
            var newest = catalogue.Newest(module.Name, module.Stream)!;
            return new
            {
                Module = module.Id,
                newest.Version,
                Active = module.Active ? (bool?)null : false,
                Repository = module.HasRepository ? (bool?)null : false,
                Rpms = newest.Rpms.Select(rpm => $"{rpm.Name}@{rpm.Branch}"),
                BuiltFrom = newest.BuildDeps.Select(dep => $"{dep.Name}:{dep.Stream}"),
                Older = module.Older.Count == 0 ? null : module.Older.Select(older => older.Version),
                Builds = module.Behaviour.Ends == BuildEnd.Ready ? null : module.Behaviour,
            };
        }),
        world.Rpms,
        world.Containers,
        Images = new
        {
            world.Images.Images.Count,
            Repositories = world.Images.Repositories.Count,
            Advisories = world.Images.Advisories.Select(advisory => new { advisory.Id, advisory.Name }),
            All = $"{urls.Sandbox}/control/images",
        },
    };
}
