using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;
using Marten;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// Small documents written in the transaction of the events they derive from, for the questions that the process itself must have answered
/// consistently: whose build is this, who was first, what is open. Read models are behind; these are not.
/// </summary>
public static class RebuildIndex
{
    public static void Configure(StoreOptions marten)
    {
        marten.Schema.For<BuildLink>().Index(x => x.Key);
        marten.Schema.For<Claim>();
        marten.Schema.For<OpenRebuild>();
    }

    /// <summary>Queues what the events of a decision imply.</summary>
    public static void Write(IDocumentSession session, Decision decision)
    {
        var rebuild = decision.After;
        foreach (var e in decision.Events)
        {
            switch (e)
            {
                case TriggerRecognized:
                    session.Store(new OpenRebuild(rebuild.Id));
                    break;
                case ArtifactPlanned planned:
                    session.Insert(new Claim(Claim.InCascade(rebuild.Cascade.Root, planned.Planned.Key), rebuild.Id));
                    break;
                case BuildStarting starting when rebuild.Builds[starting.Build].Planned.Recipe is ModuleRecipe module:
                    Link(session, rebuild, starting.Build, BuildLink.OfCommit(module.Name, module.Stream, starting.Revision));
                    break;
                case BuildStarted started:
                    Link(session, rebuild, started.Build, BuildLink.OfModuleBuild(started.ExternalId));
                    break;
            }
        }

        if (rebuild.IsOver && decision.Events.Count > 0)
            session.Delete<OpenRebuild>(rebuild.Id);
    }

    static void Link(IDocumentSession session, Rebuild rebuild, string build, string key) =>
        session.Store(new BuildLink($"{key} {rebuild.Id} {build}", key, rebuild.Id, build, rebuild.Cascade.After(rebuild.Id, build)));
}

/// <summary>Which build of which rebuild an outside key belongs to. Several rebuilds may wait for one outside build.</summary>
/// <param name="Position">Where a rebuild stands that follows from this build.</param>
public sealed record BuildLink(string Id, string Key, string RebuildId, string Build, CascadePosition Position)
{
    public static string OfModuleBuild(long buildId) => $"mbs/{buildId}";

    /// <summary>With the stream: one commit can be the tip of several branches, and is then built once for each.</summary>
    public static string OfCommit(string module, string stream, string revision) => $"modules/{module}/{stream}#{revision}";
}

/// <summary>Who was first. Inserted, never updated: the second one's transaction fails and is decided again.</summary>
public sealed record Claim(string Id, string RebuildId)
{
    public static string InCascade(string root, string artifact) => $"cascade/{root}/{artifact}";
    public static string OfFact(Trigger trigger) => $"fact/{trigger.Fact}";
}

/// <summary>A rebuild that is not over.</summary>
public sealed record OpenRebuild(string Id);
