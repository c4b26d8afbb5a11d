using Smp.Kernel;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Scenarios.Prompt;

/// <summary>The module files that insmod finds.</summary>
public sealed class ModuleShelfTests
{
    // What a document has no file of: a module of a stage, another way to write one that is there, or one for a kernel that
    // the prompt does not boot.
    private static readonly Type[] s_notThere =
    [
        typeof(HelloForEver), typeof(HelloInPieces), typeof(HelloInPiecesFixed), typeof(HelloReturning), typeof(HelloSlowly),
        typeof(FortuneFreeing), typeof(Kbleds), typeof(SimaccAsPrinted), typeof(SimaccWithRoom), typeof(Rand), typeof(RandFixed),
    ];

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S68p")]
    public void Every_module_can_be_inserted(string environment)
    {
        var setup = new ShellSetup(Environments.Find(environment)!);
        foreach (string file in setup.Modules.Names)
        {
            // It needs another module.
            bool fails = file == "hello_user";
            var session = new ShellSession(setup);
            string text = session.Do($"insmod ./{file.Replace('_', '-')}.ko");
            Assert.True(text.Contains("insmod:", StringComparison.Ordinal) == fails && !session.HasFindings, $"{file}: {text}");
        }
    }

    [Fact]
    public void Every_module_of_a_document_has_its_file()
    {
        var there = Environments.All.SelectMany(MadeIn).ToHashSet();
        var missing = typeof(Sleep).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(KernelModule)) && !type.IsAbstract && !there.Contains(type) && !s_notThere.Contains(type));
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("sleep.ko", "sleep")]
    [InlineData("./hello-5.ko", "hello_5")]
    [InlineData("/root/hello-5.fixed.ko", "hello_5_fixed")]
    [InlineData("chardev.o", "chardev")]
    [InlineData("procfs1-fixed", "procfs1_fixed")]
    [InlineData("nothing.ko", null)]
    [InlineData("", null)]
    public void A_file_is_found_by_the_words_that_people_write(string word, string? file)
        => Assert.Equal(file, new ModuleShelf(Environments.Find("S26")!).Find(word));

    private static IEnumerable<Type> MadeIn(KernelProfile profile)
    {
        using var computer = new ShellComputer(new ShellSetup(profile), new ShellState());
        return [.. computer.Kernel.Loader.Modules.Select(module => module.GetType())];
    }
}
