namespace Freshmaker.Sandbox.World.Images.Catalogue;

/// <summary>What the image catalogues have: a record for each architecture of an image.</summary>
/// <param name="Id">24 hexadecimal digits in the order in which the records came.</param>
/// <param name="Arch">As RPM names it.</param>
internal sealed record CatalogueRecord(string Id, IndexedImage Indexed, string Arch)
{
    public WorldImage Image => Indexed.Image;

    /// <summary>Go's name of the architecture, which the catalogues write.</summary>
    public string CatalogueArch => Arch switch
    {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        _ => Arch,
    };

    /// <summary>Name of the NVR.</summary>
    public string Package => NvrText.NameOf(Image.Nvr);
}

/// <summary>An image with its place in the index.</summary>
internal sealed record IndexedImage(int Number, WorldImage Image)
{
    public IEnumerable<CatalogueRecord> Records => Image.Arches.Select((arch, index) => new CatalogueRecord($"{Number:x16}{index:x8}", this, arch));
}
