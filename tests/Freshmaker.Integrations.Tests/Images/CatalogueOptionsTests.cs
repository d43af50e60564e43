using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Lightblue;
using Freshmaker.Integrations.Pyxis;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Images;

public sealed class CatalogueOptionsTests
{
    static readonly PyxisOptions Pyxis = new() { GraphQLUrl = new("https://pyxis.example.org/graphql/") };
    static readonly LightblueOptions Lightblue = new() { Url = new("https://lightblue.example.org") };

    [Fact]
    public void Good_options_have_no_problem()
    {
        Pyxis.Validate().ShouldBeEmpty();
        (Pyxis with { RestUrl = new("https://pyxis.example.org/api"), SortBy = "" }).Validate().ShouldBeEmpty();
        Lightblue.Validate().ShouldBeEmpty();
        (Lightblue with { ImageVersion = "0.0.12-a_b" }).Validate().ShouldBeEmpty();
    }

    [Fact]
    public void Every_option_of_pyxis_has_a_rule() => Keys((Pyxis with
    {
        GraphQLUrl = null,
        RestUrl = new("ftp://x"),
        CertificateFile = "/nowhere/at/all.pem",
        CaFile = "/nowhere/ca.pem",
        Limits = Pyxis.Limits with { MaxConcurrency = 0 },
        VendorLabel = " ",
        PageSize = 0,
        RpmPageSize = 0,
        RepositoriesPerQuery = 0,
        NamesPerQuery = 0,
        MaxPages = 0,
        MaxRecords = 0,
        SortBy = "a b",
        BusyRetries = -1,
        BusyDelay = TimeSpan.FromHours(1),
    }).Validate()).ShouldBe(
    [
        "GraphQLUrl", "RestUrl", "CertificateFile", "CaFile", "MaxConcurrency", "VendorLabel", "PageSize", "RpmPageSize", "RepositoriesPerQuery", "NamesPerQuery", "MaxPages", "MaxRecords",
        "SortBy", "BusyRetries", "BusyDelay",
    ]);

    [Fact]
    public void Every_option_of_lightblue_has_a_rule() => Keys((Lightblue with
    {
        Url = null,
        KeyFile = "/nowhere/at/all.pem",
        Limits = Lightblue.Limits with { MaxConcurrency = 0 },
        RepositoryVersion = "../x",
        ImageVersion = "1/2",
        VendorLabel = "",
        PageSize = 0,
        RepositoriesPerQuery = 0,
        NamesPerQuery = 0,
        MaxPages = 0,
        MaxRecords = 0,
    }).Validate()).ShouldBe(
        ["Url", "KeyFile", "MaxConcurrency", "RepositoryVersion", "ImageVersion", "VendorLabel", "PageSize", "RepositoriesPerQuery", "NamesPerQuery", "MaxPages", "MaxRecords"]);

    [Fact]
    public void Bad_options_are_refused()
    {
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddPyxis(new() { PageSize = 0 })).Message.ShouldContain("GraphQLUrl must be given; Freshmaker:Pyxis:PageSize");
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddLightblue(new())).Message.ShouldContain("Freshmaker:Lightblue:Url must be given");
    }

    [Theory]
    [InlineData("https://x.example.org/graphql/", "https://x.example.org/", "graphql/")]
    [InlineData("https://x.example.org/a/graphql", "https://x.example.org/a/", "graphql")]
    [InlineData("https://x.example.org/", "https://x.example.org/", "/")]
    public void Calls_are_named_by_the_last_part_of_the_endpoint(string url, string root, string path)
    {
        var options = Pyxis with { GraphQLUrl = new(url) };

        (options.Base.AbsoluteUri, options.Path, new Uri(options.Base, options.Path).AbsoluteUri).ShouldBe((root, path, url));
    }

    [Fact]
    public void Either_is_the_image_catalogue()
    {
        new ServiceCollection().AddPyxis(Pyxis).BuildServiceProvider().GetRequiredService<IImageCatalogue>().ShouldBeOfType<PyxisImageCatalogue>();
        new ServiceCollection().AddLightblue(Lightblue).BuildServiceProvider().GetRequiredService<IImageCatalogue>().ShouldBeOfType<LightblueImageCatalogue>();
    }

    static IEnumerable<string> Keys(IEnumerable<string> problems) => problems.Select(problem => problem.Split(' ')[0].Split(':')[^1]);
}
