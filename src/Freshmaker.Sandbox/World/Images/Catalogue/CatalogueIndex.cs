namespace Freshmaker.Sandbox.World.Images.Catalogue;

/// <summary>The shelf's images as the catalogues find them. Built by the first question after a load; images that Koji builds are added as they come.</summary>
internal sealed class CatalogueIndex
{
    private readonly Lock _lock = new();
    private readonly ImageShelf _shelf;
    private readonly Dictionary<string, string> _sources;
    private Built? _built;

    public CatalogueIndex(ImageShelf shelf, ImageWorld world)
    {
        _shelf = shelf;
        _sources = world.RpmBuilds.SelectMany(build => build.Rpms.Select(rpm => (rpm, build.Nvr))).DistinctBy(pair => pair.rpm).ToDictionary(StringComparer.Ordinal);
        shelf.Loaded += () =>
        {
            lock (_lock)
            {
                _built = null;
            }
        };
        shelf.Added += image =>
        {
            lock (_lock)
            {
                _built?.Add(image);
            }
        };
    }

    /// <summary>The NVR of the build that an RPM is of, when the world has one.</summary>
    public string? SourceOf(string rpm) => _sources.GetValueOrDefault(rpm);

    /// <summary>All records that a condition holds for, in the order in which they came.</summary>
    public IReadOnlyList<CatalogueRecord> Find(ImageCondition condition)
    {
        lock (_lock)
        {
            var built = _built ??= new(_shelf);
            var narrowed = condition.Narrow(built);
            var candidates = narrowed is null ? built.All : narrowed.Distinct().Order().Select(number => built.All[number]);
            return [.. candidates.SelectMany(image => image.Records).Where(record => condition.Holds(record, built))];
        }
    }

    public CatalogueRecord? Get(string id)
    {
        lock (_lock)
        {
            return int.TryParse(id.AsSpan(0, Math.Min(16, id.Length)), System.Globalization.NumberStyles.HexNumber, null, out var number)
                && (_built ??= new(_shelf)).All.ElementAtOrDefault(number) is { } image ? image.Records.FirstOrDefault(record => record.Id == id) : null;
        }
    }

    /// <summary>The layers of an image, its own first.</summary>
    public IReadOnlyList<string> LayersOf(CatalogueRecord record) => ImageLayers.Of(_shelf, record.Image, record.Arch);

    /// <summary>The index itself: numbers of images by what they have.</summary>
    internal sealed class Built
    {
        private readonly ImageShelf _shelf;
        private readonly HashSet<string> _known = new(StringComparer.Ordinal);
        private readonly Dictionary<(ImageField Field, string Value), List<int>> _numbers = [];
        private Dictionary<string, List<int>>? _byRpm;
        private Dictionary<string, List<int>>? _byLayer;

        public Built(ImageShelf shelf)
        {
            _shelf = shelf;
            foreach (var image in shelf.All.OrderBy(image => image.BuildId).ThenBy(image => image.Nvr, StringComparer.Ordinal))
            {
                Add(image);
            }
        }

        public List<IndexedImage> All { get; } = [];

        // by far the largest parts, so only for those who ask
        private Dictionary<string, List<int>> ByRpm => _byRpm ??= Index(RpmNames);

        private Dictionary<string, List<int>> ByLayer => _byLayer ??= Index(Layers);

        public void Add(WorldImage image)
        {
            if (!image.InCatalogue || !_known.Add(image.Nvr))
            {
                return;
            }

            var indexed = new IndexedImage(All.Count, image);
            All.Add(indexed);
            if (image.HasBrewData)
            {
                Put(ImageField.Build, image.Nvr, indexed.Number);
                Put(ImageField.Package, NvrText.NameOf(image.Nvr), indexed.Number);
            }

            foreach (var place in image.Places)
            {
                Put(ImageField.Repository, place.Repository, indexed.Number);
            }

            Put(_byRpm, RpmNames(image), indexed.Number);
            Put(_byLayer, Layers(image), indexed.Number);
        }

        /// <summary>Numbers of the images that have a value of an indexed field, ascending; null when the field is not indexed.</summary>
        public IReadOnlyList<int>? Numbers(ImageField field, string value) => field switch
        {
            ImageField.Build or ImageField.Package or ImageField.Repository => _numbers.GetValueOrDefault((field, value)) ?? [],
            ImageField.Rpm => ByRpm.GetValueOrDefault(value) ?? [],
            ImageField.Layer => ByLayer.GetValueOrDefault(value) ?? [],
            _ => null,
        };

        /// <summary>Whether an image has a value of a field.</summary>
        public bool Has(CatalogueRecord record, ImageField field, string value) => field switch
        {
            ImageField.Build => record.Image.HasBrewData && record.Image.Nvr == value,
            ImageField.Package => record.Image.HasBrewData && record.Package == value,
            ImageField.ContentSet => record.Image.ContentSets.Contains(value),
            ImageField.Repository => record.Image.Places.Any(place => place.Repository == value),
            ImageField.Tag => record.Image.Places.Any(place => place.Tags.Contains(value)),
            ImageField.Rpm => ByRpm.TryGetValue(value, out var numbers) && numbers.BinarySearch(record.Indexed.Number) >= 0,
            ImageField.Layer => ImageLayers.Of(_shelf, record.Image, record.Arch).Contains(value),
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };

        public int CountLayers(CatalogueRecord record) => ImageLayers.Of(_shelf, record.Image, record.Arch).Count;

        private static HashSet<string> RpmNames(WorldImage image) => (image.Rpms ?? []).Select(NvrText.NameOf).ToHashSet(StringComparer.Ordinal);

        private HashSet<string> Layers(WorldImage image) => image.Arches.SelectMany(arch => ImageLayers.Of(_shelf, image, arch)).ToHashSet(StringComparer.Ordinal);

        private Dictionary<string, List<int>> Index(Func<WorldImage, IEnumerable<string>> values)
        {
            var index = new Dictionary<string, List<int>>(StringComparer.Ordinal);
            foreach (var image in All)
            {
                Put(index, values(image.Image), image.Number);
            }

            return index;
        }

        private void Put(ImageField field, string value, int number)
        {
            var numbers = _numbers.TryGetValue((field, value), out var known) ? known : _numbers[(field, value)] = [];
            if (numbers.Count == 0 || numbers[^1] != number)
            {
                numbers.Add(number);
            }
        }

        private static void Put(Dictionary<string, List<int>>? index, IEnumerable<string> values, int number)
        {
            if (index is null)
            {
                return;
            }

            foreach (var value in values)
            {
                if (!index.TryGetValue(value, out var numbers))
                {
                    index[value] = numbers = [];
                }

                numbers.Add(number);
            }
        }
    }
}
