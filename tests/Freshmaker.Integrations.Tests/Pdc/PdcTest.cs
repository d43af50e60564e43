using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Pdc;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Integrations.Tests.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Pdc;

/// <summary>The catalogue as the Host gets it, against a sandbox.</summary>
public abstract class PdcTest : SandboxTest
{
    protected IModuleCatalogue Catalogue(Func<PdcOptions, PdcOptions>? change = null) =>
        Catalogue(new Uri(Sandbox.PdcUrl), change);

    public static IModuleCatalogue Catalogue(Uri url, Func<PdcOptions, PdcOptions>? change = null)
    {
        var options = new PdcOptions { Url = url, Limits = Quick.Limits };
        return new ServiceCollection().AddPdc(change?.Invoke(options) ?? options).BuildServiceProvider().GetRequiredService<IModuleCatalogue>();
    }
}
