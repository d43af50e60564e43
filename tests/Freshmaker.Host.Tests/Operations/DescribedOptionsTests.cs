using System.Reflection;
using System.Text.RegularExpressions;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Host.Tests.Running;
using Freshmaker.Integrations.Errata;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Koji;
using Freshmaker.Integrations.Lightblue;
using Freshmaker.Integrations.Odcs;
using Freshmaker.Integrations.Pulp;
using Freshmaker.Integrations.Pyxis;

namespace Freshmaker.Host.Tests.Operations;

/// <summary>Sections are bound by the names of their properties, so no literal in the code says which keys there are.</summary>
public sealed class DescribedOptionsTests
{
    [Theory]
    [InlineData(typeof(KojiOptions))]
    [InlineData(typeof(OdcsOptions))]
    [InlineData(typeof(PyxisOptions))]
    [InlineData(typeof(LightblueOptions))]
    [InlineData(typeof(ErrataOptions))]
    [InlineData(typeof(JiraOptions))]
    [InlineData(typeof(PulpOptions))]
    [InlineData(typeof(HttpLimits))]
    [InlineData(typeof(ImagePlanningOptions))]
    public void Every_key_of_a_bound_section_is_described(Type options)
    {
        var keys = options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null).Select(p => p.Name).ToList();
        var described = Repository.Text("docs", "operations.md");

        keys.ShouldNotBeEmpty();
        keys.Where(key => !Regex.IsMatch(described, $"[`:]{key}\\b")).ShouldBeEmpty(options.Name);
    }
}
