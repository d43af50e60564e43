using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>
/// A small world of images. Unless said otherwise each contains <c>zlib-1.2-3.el8</c>, has the content set <c>cs</c>, is published in the repository
/// <c>r/name</c>, with the tag <c>latest</c> if it is affected itself, and can be built. Repositories called
/// <c>r/…</c> are known and want that tag.
/// </summary>
sealed class Shelf
{
    public const string Registry = "registry.example.com";
    public const string OldZlib = "zlib-1.2-3.el8";
    public const string FixedZlib = "zlib-1.2-4.el8";

    readonly HashSet<string> _candidates = [];
    readonly Dictionary<string, RepositoryRecord> _repositories = [];

    public Dictionary<string, ImageRecord> Images { get; } = [];
    public Dictionary<string, ImageBuildRecord> Builds { get; } = [];
    public List<ImageRecord> Published { get; } = [];
    public Dictionary<long, ComposeProgress> Composes { get; } = [];
    public Dictionary<string, ImageRecord> Manifests { get; } = [];
    public List<ImageRecord> Bystanders { get; } = [];
    public IReadOnlyCollection<RepositoryRecord> Repositories => _repositories.Values;
    public List<RepositoryRecord> OtherRepositories { get; } = [];
    public IEnumerable<RepositoryRecord> AllRepositories => _repositories.Values.Concat(OtherRepositories);

    public ImagePlanningOptions Options { get; set; } = new();

    /// <summary>As the vectors are written: leaf first, <c>*</c> for what is released and directly affected.</summary>
    public Shelf Chain(params string[] nvrs)
    {
        for (var i = 0; i < nvrs.Length; i++)
        {
            var nvr = nvrs[i].TrimEnd('*');
            if (nvrs[i].EndsWith('*'))
                _candidates.Add(nvr);
            Image(nvr, parent: i + 1 < nvrs.Length ? nvrs[i + 1].TrimEnd('*') : null);
        }

        return this;
    }

    public Shelf Affected(string nvr, string? parent = null, Func<ImageRecord, ImageRecord>? but = null)
    {
        _candidates.Add(nvr);
        return Image(nvr, parent, but);
    }

    public Shelf Image(string nvr, string? parent = null, Func<ImageRecord, ImageRecord>? but = null)
    {
        var image = new ImageRecord(Nvr.Parse(nvr))
        {
            ContentSets = ["cs"],
            Rpms = [Rpm(OldZlib)],
            ParentNvr = parent,
            Places = [new(Registry, $"r/{Nvr.Parse(nvr).Name}", Published: true, [_candidates.Contains(nvr) ? "latest" : "older"])],
        };
        image = but?.Invoke(image) ?? image;
        Images[nvr] = image;
        foreach (var place in image.Places.Where(p => p.Repository.StartsWith("r/")))
            _repositories.TryAdd(place.Repository, new(place.Registry, place.Repository, Published: true, ["latest"], ["Generally Available"]));
        return Koji(nvr);
    }

    public Shelf Koji(string nvr, Func<ImageBuildRecord, ImageBuildRecord>? but = null)
    {
        var parsed = Nvr.Parse(nvr);
        var build = new ImageBuildRecord(parsed, BuildId: 7)
        {
            TaskId = 8,
            Repository = $"containers/{parsed.Name}",
            Revision = Some.Revision,
            GitBranch = $"{parsed.Name}-{parsed.Version}",
            Target = $"{parsed.Name}-candidate",
            Arches = ["aarch64", "x86_64"],
        };
        Builds[nvr] = but?.Invoke(build) ?? build;
        return this;
    }

    public Shelf Stages(string nvr, params string[] parents) => Koji(nvr, b => b with { StageParents = parents });

    public Shelf PublishedBuild(string nvr, string rpm = FixedZlib, Func<ImageRecord, ImageRecord>? but = null)
    {
        var shelf = new Shelf().Image(nvr, but: i => i with { Rpms = [Rpm(rpm)] });
        Published.Add(but?.Invoke(shelf.Images[nvr]) ?? shelf.Images[nvr]);
        return this;
    }

    public Shelf Repository(string path, string[] tags, params string[] categories)
    {
        _repositories[path] = new(Registry, path, Published: true, tags, categories);
        return this;
    }

    /// <summary>A repository that does not count.</summary>
    public Shelf Other(string path, bool published = true, string[]? tags = null, string[]? categories = null)
    {
        OtherRepositories.Add(new(Registry, path, published, tags ?? ["latest"], categories ?? ["Generally Available"]));
        return this;
    }

    /// <summary>An image like the others that is no candidate, tagged as <c>latest</c> unless said otherwise.</summary>
    public Shelf Bystander(string nvr, string repository, Func<ImageRecord, ImageRecord>? but = null)
    {
        var image = new Shelf().Affected(nvr).Images[nvr] with { Places = [new(Registry, repository, Published: true, ["latest"])] };
        Bystanders.Add(but?.Invoke(image) ?? image);
        return this;
    }

    public Shelf With(ImagePlanningOptions options)
    {
        Options = options;
        return this;
    }

    public ImageSnapshot Snapshot => new()
    {
        Images = Images,
        Candidates = _candidates,
        Builds = Builds,
        Repositories = [.. _repositories.Values],
        OtherRepositories = OtherRepositories,
        Bystanders = Bystanders,
        Published = Published,
        Composes = Composes,
        Manifests = Manifests,
    };

    /// <summary>What the advisory ships.</summary>
    public string Fix { get; set; } = FixedZlib;

    public ImageQuestion Question => new("RHSA-2031:0042", [.. Rpms(Fix).Select(r => r.Nvr)], ["cs"]) { Options = Options };

    public Plan Plan(Func<ImageQuestion, ImageQuestion>? but = null, IImagePolicy? policy = null, UnshippedRpms? unshipped = null) =>
        PlanOf(but?.Invoke(Question) ?? Question, Snapshot, policy, unshipped);

    /// <summary>The plan when everything is known beforehand.</summary>
    public static Plan PlanOf(ImageQuestion question, ImageSnapshot snapshot, IImagePolicy? policy = null, UnshippedRpms? unshipped = null)
    {
        var fix = new RpmFix(question.Rpms);
        var selection = ImageSelection.Make(question, snapshot, fix, policy ?? new AllowAll());
        snapshot = snapshot.With(selection.Joining);
        return new ImagePlanning(question, snapshot, fix, selection).Write(unshipped, snapshot, selection);
    }

    public static InstalledRpm Rpm(string nvr, string? source = null) => new(Nvr.Parse(nvr), source);

    public static InstalledRpm[] Rpms(string nvrs) => [.. nvrs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => Rpm(n))];

    public sealed class AllowAll : IImagePolicy
    {
        public Reason? DeniesAll => null;
        public bool RequiresPublished => true;
        public Reason? Denies(ImageCandidate image) => null;
    }
}

/// <summary>Plans in one line.</summary>
static class Shown
{
    /// <summary>Levels from the base down: <c>base | rt | db web</c>.</summary>
    public static string Levels(this Plan plan) =>
        string.Join(" | ", PlanGraph.Levels(plan.Builds).Select(level => string.Join(' ', level.Select(Original).Order(StringComparer.Ordinal))));

    /// <summary>What each image is built on: <c>web→rt!</c>, with <c>!</c> where that is rebuilt first.</summary>
    public static string Parents(this Plan plan) => string.Join(' ', plan.Builds.Where(b => Recipe(b).ParentNvr is not null).OrderBy(Original, StringComparer.Ordinal)
        .Select(b => $"{Original(b)}→{Recipe(b).ParentNvr}{(Recipe(b).ParentBuild is null ? "" : "!")}"));

    /// <summary>What was left alone, and by which rule.</summary>
    public static string LeftAlone(this Plan plan) => string.Join(' ', plan.Exclusions.Select(x => $"{x.Nvr}:{x.Reason.Code}"));

    public static PlannedBuild Of(this Plan plan, string nvr) => plan.Builds.Single(b => Original(b) == nvr);

    public static Reason WhyNot(this Plan plan, string nvr) => plan.Exclusions.Single(x => x.Nvr == nvr).Reason;

    public static string Original(this PlannedBuild build) => Recipe(build).OriginalNvr!;

    public static ImageRecipe Recipe(this PlannedBuild build) => (ImageRecipe)build.Recipe;

    /// <summary>What must hold of every plan of images, whatever it was made from.</summary>
    public static Plan ShouldBeSound(this Plan plan)
    {
        plan.Failure.ShouldBeNull();
        Faults(plan).ShouldBeEmpty();
        return plan;
    }

    static IEnumerable<string> Faults(Plan plan)
    {
        var placed = new HashSet<string>();
        foreach (var build in plan.Builds)
        {
            foreach (var parent in build.Parents.Where(p => !placed.Contains(p)))
                yield return $"{build.Key} comes before {parent}";
            if (!placed.Add(build.Key))
                yield return $"{build.Key} is there twice";
            if (build.Recipe() is { ParentBuild: { } made } recipe && (!build.Parents.Contains(made) || made != PlannedBuild.KeyOfImage(recipe.ParentNvr!)))
                yield return $"{build.Key} is built on {made}, which is not among its parents or not {recipe.ParentNvr}";
        }

        var said = new HashSet<string>();
        foreach (var exclusion in plan.Exclusions)
        {
            if (!said.Add(exclusion.Nvr ?? exclusion.Artifact.Key))
                yield return $"{exclusion.Nvr} is excluded twice";
            if (exclusion.Nvr is { } nvr && placed.Contains(PlannedBuild.KeyOfImage(nvr)))
                yield return $"{nvr} is both rebuilt and excluded";
        }

        foreach (var reason in plan.Builds.SelectMany(b => b.Warnings.Append(b.Cause)).Concat(plan.Exclusions.Select(x => x.Reason)).Concat(plan.Remarks))
        {
            if (!Parameters[reason.Code].SetEquals(reason.Parameters.Keys))
                yield return $"{reason.Code} has {string.Join(", ", reason.Parameters.Keys)}";
        }
    }

    static readonly Dictionary<ReasonCode, HashSet<string>> Parameters = Enum.GetValues<ReasonCode>().ToDictionary(c => c, c => Sentences.ParametersOf(c).ToHashSet());
}
