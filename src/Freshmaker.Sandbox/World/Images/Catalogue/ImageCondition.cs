namespace Freshmaker.Sandbox.World.Images.Catalogue;

/// <summary>Fields of images that the catalogues can be asked by.</summary>
internal enum ImageField
{
    Build,
    Package,
    ContentSet,
    Repository,
    Tag,
    Rpm,
    Layer,
}

/// <summary>A question to an image catalogue, whatever language it was asked in.</summary>
internal abstract record ImageCondition
{
    public abstract bool Holds(CatalogueRecord record, CatalogueIndex.Built index);

    /// <summary>Numbers of the only images it can hold for, or null when the index cannot tell.</summary>
    public virtual IReadOnlyCollection<int>? Narrow(CatalogueIndex.Built index) => null;

    /// <summary>All conditions hold.</summary>
    internal sealed record All(IReadOnlyList<ImageCondition> Conditions) : ImageCondition
    {
        public override bool Holds(CatalogueRecord record, CatalogueIndex.Built index) => Conditions.All(condition => condition.Holds(record, index));

        public override IReadOnlyCollection<int>? Narrow(CatalogueIndex.Built index) =>
            Conditions.Select(condition => condition.Narrow(index)).OfType<IReadOnlyCollection<int>>().MinBy(numbers => numbers.Count);
    }

    /// <summary>One of the conditions holds.</summary>
    internal sealed record Any(IReadOnlyList<ImageCondition> Conditions) : ImageCondition
    {
        public override bool Holds(CatalogueRecord record, CatalogueIndex.Built index) => Conditions.Any(condition => condition.Holds(record, index));
    }

    /// <summary>A field has one of these values.</summary>
    internal sealed record OneOf(ImageField Field, IReadOnlyList<string> Values) : ImageCondition
    {
        public override bool Holds(CatalogueRecord record, CatalogueIndex.Built index) => Values.Any(value => index.Has(record, Field, value));

        public override IReadOnlyCollection<int>? Narrow(CatalogueIndex.Built index)
        {
            var numbers = Values.Select(value => index.Numbers(Field, value)).ToList();
            return numbers.Contains(null) ? null : [.. numbers.SelectMany(some => some!).Distinct()];
        }
    }

    /// <summary>Some place of the image is as wanted.</summary>
    /// <param name="Repositories">If not null, only these repositories can be.</param>
    internal sealed record SomePlace(Func<WorldPlace, bool> Wanted, IReadOnlyList<string>? Repositories) : ImageCondition
    {
        public override bool Holds(CatalogueRecord record, CatalogueIndex.Built index) => record.Image.Places.Any(Wanted);

        public override IReadOnlyCollection<int>? Narrow(CatalogueIndex.Built index) =>
            Repositories is null ? null : new OneOf(ImageField.Repository, Repositories).Narrow(index);
    }

    /// <summary>The image is built on one whose NVR is as wanted.</summary>
    internal sealed record OnParent(Func<string, bool> Wanted) : ImageCondition
    {
        public override bool Holds(CatalogueRecord record, CatalogueIndex.Built index) => record.Image.Parent is { } parent && Wanted(parent);
    }

    /// <summary>The image has so many layers.</summary>
    internal sealed record LayerCount(long Count) : ImageCondition
    {
        public override bool Holds(CatalogueRecord record, CatalogueIndex.Built index) => index.CountLayers(record) == Count;
    }
}
